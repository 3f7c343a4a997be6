"""The gateway: the face to chatbots. Every await between rooms that think happens here.

``turn.serve_turn`` is the recipe of the product; ``routes`` is the outermost request boundary;
``detection`` runs the detectors in worker processes; ``upstream`` is the one way out. Importing this
package loads nothing: a worker process needs only its own file.
"""
