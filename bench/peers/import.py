# The peer in Python: csv.DictReader and one requests.Session, batches of 1000, one at a time; no checks.
import csv
import os
import sys

import requests

session = requests.Session()
url = os.environ["CHATBASE_BASE_URL"] + "/chatbots/x8Kq2mVt0bPz7LdWf3RnA/contacts"


def send(users):
    session.post(url, json={"users": users}).json()


users = []
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        contact = {name: row.pop(name) for name in ("external_id", "name", "email", "phonenumber")}
        users.append({**contact, "custom_attributes": row})
        if len(users) == 1000:
            send(users)
            users = []
if users:
    send(users)
