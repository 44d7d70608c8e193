#!/bin/sh
# A script provider for promptfoo:   providers: ['exec: sh examples/promptfoo-provider.sh']
# promptfoo calls it with the prompt and two more arguments (JSON about the provider and the test). Only the first is the
# question: behind `cbase chat` the others would be words of the message too. Bot and key come from the environment.
exec cbase chat --quiet --no-session --message "$1"
