"""``make demo-web`` starts by itself, says where everything is, and leaves nothing behind."""

import re
import signal
import subprocess
import sys

import httpx


def test_the_demo_serves_shop_console_and_codes_until_ctrl_c() -> None:
    words = [sys.executable, "-m", "examples.widget.demo"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        said = ""
        for line in demo.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        shop = re.search(r"live chat box +(\S+)", said)
        console = re.search(r"console +(\S+)", said)
        codes = re.search(r"codes for it (\S+)", said)
        assert shop
        assert console
        assert codes
        with httpx.Client(follow_redirects=True, timeout=60) as web:
            assert "Chat with us" in web.get(shop[1]).text
            assert "Sign in" in web.get(console[1]).text
            assert re.search(r"code now: \d{6}", web.get(codes[1]).text)
        demo.send_signal(signal.SIGINT)
        demo.send_signal(signal.SIGINT)
        _, complaints = demo.communicate(timeout=60)
    assert (demo.returncode, complaints) == (0, "")
