#!/bin/sh
# What one would write in a shell: curl and jq, a page after the other.
set -eu
page=1
: > "$1"
while :; do
  answer=$(curl -sf -H 'Authorization: Bearer a-key-of-the-bench' "$CHATBASE_BASE_URL/get-leads?chatbotId=b&size=100&page=$page")
  printf '%s' "$answer" | jq -r '.collectedCustomers.data[] | [.id, .created_at, .name, .email, .phone, .chatbot_id] | @csv' >> "$1"
  [ "$(printf '%s' "$answer" | jq '.collectedCustomers.data | length')" -lt 100 ] && break
  page=$((page + 1))
done
