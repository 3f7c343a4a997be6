"""A small storefront with a chat box that works through the proxy: ``make demo-web``.

``shop.py`` is the shop's backend: it holds the client key, keeps each customer's history, and passes
answers and live events on to its page. ``page/`` is that page, in plain script. ``talk.py`` is one
customer's conversation. ``demo.py`` starts everything around it.
"""
