"""Kubernetes' official Python client, unmodified, against the server of $KUBECONFIG."""
import base64
import os
import sys
import threading
import time
import traceback

from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.rest import ApiException
from kubernetes.stream import stream

config.load_kube_config(os.environ["KUBECONFIG"])
core = client.CoreV1Api()
apps = client.AppsV1Api()
namespace = f"python-{os.getpid()}"
failed = []


def check(run):
    try:
        run()
        print("ok  ", run.__doc__)
    except Exception:
        failed.append(run.__doc__)
        print("FAIL", run.__doc__)
        traceback.print_exc()


def until(what, run, seconds=20):
    for _ in range(seconds * 5):
        value = run()
        if value:
            return value
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {what}")


def code(run, *args, **kwargs):
    try:
        run(*args, **kwargs)
    except ApiException as e:
        return e.status
    return None


def names():
    "version, groups, namespace"
    assert client.VersionApi().get_code().git_version.startswith("v1.")
    assert "apps" in [g.name for g in client.ApisApi().get_api_versions().groups]
    core.create_namespace({"metadata": {"name": namespace}})


def secrets():
    "secret: create, read, replace, conflict, delete"
    made = core.create_namespaced_secret(namespace, {"metadata": {"name": "s"}, "stringData": {"k": "v"}})
    assert base64.b64decode(made.data["k"]) == b"v"
    made.data["k"] = base64.b64encode(b"w").decode()
    changed = core.replace_namespaced_secret("s", namespace, made)
    assert changed.metadata.resource_version != made.metadata.resource_version
    assert code(core.replace_namespaced_secret, "s", namespace, made) == 409
    assert code(core.create_namespaced_secret, namespace, {"metadata": {"name": "s"}}) == 409
    core.delete_namespaced_secret("s", namespace)
    assert code(core.read_namespaced_secret, "s", namespace) == 404


def patches():
    "patches: strategic for objects, JSON for lists"
    core.create_namespaced_config_map(namespace, {"metadata": {"name": "p"}, "data": {"a": "1"}})
    assert core.patch_namespaced_config_map("p", namespace, {"data": {"b": "2"}}).data == {"a": "1", "b": "2"}
    patch = [{"op": "remove", "path": "/data/a"}]
    assert core.patch_namespaced_config_map("p", namespace, patch).data == {"b": "2"}


def lists():
    "lists: selectors and pages"
    for name in ("l1", "l2", "l3"):
        core.create_namespaced_config_map(namespace, {"metadata": {"name": name, "labels": {"page": "yes"}}})
    first = core.list_namespaced_config_map(namespace, label_selector="page=yes", limit=2)
    rest = core.list_namespaced_config_map(namespace, label_selector="page=yes", limit=2, _continue=first.metadata._continue)
    assert [i.metadata.name for i in first.items + rest.items] == ["l1", "l2", "l3"]
    assert len(core.list_namespaced_config_map(namespace, field_selector="metadata.name=l2").items) == 1


def watches():
    "watch: events in order, end at timeoutSeconds"
    events = []

    def read():
        for event in watch.Watch().stream(core.list_namespaced_config_map, namespace, label_selector="watched=yes", timeout_seconds=3):
            events.append((event["type"], event["object"].metadata.name))

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.5)
    core.create_namespaced_config_map(namespace, {"metadata": {"name": "w", "labels": {"watched": "yes"}}})
    core.patch_namespaced_config_map("w", namespace, {"data": {"a": "1"}})
    core.delete_namespaced_config_map("w", namespace)
    reader.join(15)
    assert not reader.is_alive(), "the watch did not end"
    assert events == [("ADDED", "w"), ("MODIFIED", "w"), ("DELETED", "w")], events


def custom():
    "custom resources: typed, raw and by the dynamic client"
    group = "python.example.com"
    client.ApiextensionsV1Api().create_custom_resource_definition({
        "metadata": {"name": f"widgets.{group}"},
        "spec": {
            "group": group, "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget", "singular": "widget"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {
                "type": "object", "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer", "minimum": 1}}}}}}}],
        },
    })
    objects = client.CustomObjectsApi()
    place = (group, "v1", namespace, "widgets")
    until("the kind to be served", lambda: code(objects.list_namespaced_custom_object, *place) is None)
    body = {"apiVersion": f"{group}/v1", "kind": "Widget", "metadata": {"name": "a"}, "spec": {"size": 0}}
    assert code(objects.create_namespaced_custom_object, *place, body) == 422
    body["spec"]["size"] = 2
    objects.create_namespaced_custom_object(*place, body)
    widgets = dynamic.DynamicClient(client.ApiClient()).resources.get(api_version=f"{group}/v1", kind="Widget")
    assert widgets.get(name="a", namespace=namespace).spec.size == 2
    widgets.patch(name="a", namespace=namespace, body={"spec": {"size": 3}}, content_type="application/merge-patch+json")
    assert widgets.get(name="a", namespace=namespace).spec.size == 3
    client.ApiextensionsV1Api().delete_custom_resource_definition(f"widgets.{group}")


def pods():
    "deployment comes up; log and exec of its Pod"
    utils.create_from_dict(client.ApiClient(), {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d", "namespace": namespace},
        "spec": {"selector": {"matchLabels": {"app": "d"}}, "template": {
            "metadata": {"labels": {"app": "d"}},
            "spec": {"containers": [{"name": "c", "image": "busybox", "command": ["sh", "-c", "echo hello; sleep 3600"]}]}}}})
    until("a ready replica", lambda: apps.read_namespaced_deployment("d", namespace).status.ready_replicas == 1)
    pod = core.list_namespaced_pod(namespace, label_selector="app=d").items[0].metadata.name
    assert "hello" in core.read_namespaced_pod_log(pod, namespace)
    out = stream(core.connect_get_namespaced_pod_exec, pod, namespace, command=["echo", "from exec"],
                 stderr=True, stdin=False, stdout=True, tty=False)
    assert "from exec" in out, out
    apps.patch_namespaced_deployment_scale("d", namespace, {"spec": {"replicas": 2}})
    until("two replicas", lambda: apps.read_namespaced_deployment("d", namespace).status.ready_replicas == 2)


def leaves():
    "namespace goes away"
    core.delete_namespace(namespace)
    until("404", lambda: code(core.read_namespace, namespace) == 404)


for run in (names, secrets, patches, lists, watches, custom, pods, leaves):
    check(run)
print("passed" if not failed else f"{len(failed)} failed")
sys.exit(1 if failed else 0)
