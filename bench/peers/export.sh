#!/bin/sh
# What one would write in a shell: curl and jq, a page after the other. CALL selects the pages of LIST, SIZE is their length.
set -eu
case $LIST in
  leads) rows='.collectedCustomers.data' columns='.id, .created_at, .name, .email, .phone, .chatbot_id' ;;
  contacts) rows='.data' columns='.external_id, .name, .email, .phonenumber, .custom_attributes.plan, .custom_attributes.seats' ;;
esac
page=1
: > "$1"
while :; do
  answer=$(curl -sf -H "Authorization: Bearer $CHATBASE_API_KEY" "$CHATBASE_BASE_URL/$CALL&page=$page")
  printf '%s' "$answer" | jq -r "$rows[] | [$columns] | @csv" >> "$1"
  [ "$(printf '%s' "$answer" | jq "$rows | length")" -lt "$SIZE" ] && break
  page=$((page + 1))
done
