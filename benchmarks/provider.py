"""The offline provider in a process of its own: ``python -m benchmarks.provider`` prints its URL."""

import threading

from proxy.offline import create_offline_provider, serve_in_thread

if __name__ == "__main__":
    with serve_in_thread(create_offline_provider()) as url:
        print(url, flush=True)
        threading.Event().wait()
