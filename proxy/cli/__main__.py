"""``python -m proxy.cli`` is ``chat-proxy``."""

from proxy.cli.commands import main

main(prog_name="chat-proxy")
