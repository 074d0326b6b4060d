"""The simulator, for tests in Python: starts the program and speaks to its control plane.

It needs only httpx, which the official SDK brings along.
"""

import subprocess

import httpx


class Simulator:
    """A running simulator. Use it in a `with` statement, so that the program ends with the test."""

    def __init__(self, program, *options):
        self.process = subprocess.Popen([program, *options], stdout=subprocess.PIPE, text=True)
        self.settings, self.control_url = {}, None
        for line in self.process.stdout:
            if line.startswith("# control plane "):
                self.control_url = line.split()[-1]
                break
            if not line.startswith("#"):
                name, _, value = line.strip().partition("=")
                self.settings[name] = value
        if self.control_url is None:
            raise RuntimeError(f"the simulator has ended with exit code {self.process.wait()}")
        self.http = httpx.Client(trust_env=False)

    @property
    def base_url(self):
        return self.settings["CLOUDFLARE_BASE_URL"]

    @property
    def token(self):
        return self.settings["CLOUDFLARE_API_TOKEN"]

    def control(self, method, path="", body=None):
        """Sends a request to the control plane and returns its response."""
        response = self.http.request(method, self.control_url + path, json=body)
        if response.is_error:
            raise ValueError(response.json()["error"])
        return response.json()

    def advance(self, seconds):
        """Lets simulated time pass."""
        self.control("POST", "/advance", {"seconds": seconds})

    def fail_next(self, operation, **fault):
        """Lets the next request of an operation fail."""
        self.control("POST", "/faults", {"match": {"operation": operation}, "fault": fault})

    def enter(self, resource, id, stage):
        """Puts a resource into a stage. Returns its id, which a renewal changes."""
        return self.control("POST", "/stage", {"resource": resource, "id": id, "stage": stage})["id"]

    def issue(self, *hosts, **options):
        """Returns a certificate of the test authority, with its private key and its chain."""
        return self.control("POST", "/ca/issue", {"hosts": hosts, **options})

    def csr(self, *hosts, **options):
        """Returns a CSR and its private key."""
        return self.control("POST", "/ca/csr", {"hosts": hosts, **options})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.close()
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
