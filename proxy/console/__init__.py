"""The console: pages for human agents, supervisors, security engineers and auditors.

Server-rendered; a small script adds live updates, keys and sound, and everything works without it.
It decides nothing: what may happen to a case stands in ``handoff``, what a policy does in
``policy``, what the log says in ``audit``. Here stand the pages, and who may open them.
"""
