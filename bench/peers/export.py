# What one would write in Python: requests and csv, a page after the other.
import csv, os, sys
import requests

session = requests.Session()
out = csv.writer(open(sys.argv[1], "w", newline=""))
names = ["id", "created_at", "name", "email", "phone", "chatbot_id"]
out.writerow(names)
page = 1
while True:
    answer = session.get(
        os.environ["CHATBASE_BASE_URL"] + "/get-leads",
        params={"chatbotId": "x8Kq2mVt0bPz7LdWf3RnA", "page": page, "size": 100},
        headers={"Authorization": "Bearer " + os.environ["CHATBASE_API_KEY"]},
    ).json()
    rows = answer["collectedCustomers"]["data"]
    for row in rows:
        out.writerow([row.get(name, "") for name in names])
    if len(rows) < 100:
        break
    page += 1
