using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>Messages of the lightly validated kinds, as a real kube-apiserver gave them for the same objects.</summary>
public sealed class KindRulesTests
{
    [Theory]
    [InlineData("policy/v1", "PodDisruptionBudget", """{"spec":{"minAvailable":"150%"}}""",
        """spec.minAvailable: Invalid value: "150%": must not be greater than 100%""")]
    [InlineData("scheduling.k8s.io/v1", "PriorityClass", """{"metadata":{"name":"system-x"},"value":1}""",
        "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. "
        + "error: system-x is not a known system priority class")]
    [InlineData("networking.k8s.io/v1", "Ingress",
        """{"spec":{"rules":[{"host":"1.2.3.4","http":{"paths":[{"path":"x","pathType":"Exact","backend":{}}]}}]}}""",
        "spec.rules[0].host: Invalid value: \"1.2.3.4\": must be a DNS name, not an IP address\n"
        + "spec.rules[0].http.paths[0].path: Invalid value: \"x\": must be an absolute path\n"
        + "spec.rules[0].http.paths[0].backend: Invalid value: \"\": resource or service backend is required")]
    [InlineData("networking.k8s.io/v1", "NetworkPolicy",
        """{"spec":{"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["11.0.0.0/16"]}}]}]}}""",
        "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`")]
    [InlineData("v1", "PersistentVolume", """{"spec":{"capacity":{"storage":"0"},"accessModes":["X"]}}""",
        "spec.accessModes: Unsupported value: \"X\": supported values: \"ReadOnlyMany\", \"ReadWriteMany\", "
        + "\"ReadWriteOnce\", \"ReadWriteOncePod\"\n"
        + "spec.capacity[storage]: Invalid value: \"0\": must be greater than zero\n"
        + "spec: Required value: must specify a volume type")]
    [InlineData("apiregistration.k8s.io/v1", "APIService",
        """{"metadata":{"name":"x"},"spec":{"group":"g.x","version":"v1","groupPriorityMinimum":1,"versionPriority":1}}""",
        "metadata.name: Invalid value: \"x\": must be `spec.version+\".\"+spec.group`: \"v1.g.x\"")]
    [InlineData("v1", "ReplicationController", """{"spec":{"selector":{"a":"b"}}}""", "spec.template: Required value")]
    [InlineData("autoscaling/v2", "HorizontalPodAutoscaler",
        """{"spec":{"scaleTargetRef":{"kind":"a/b","name":"n"},"maxReplicas":1,"metrics":[{"type":"Pods"}]}}""",
        "spec.scaleTargetRef.kind: Invalid value: \"a/b\": may not contain '/'\n"
        + "spec.metrics[0].pods: Required value: must populate information for the given metric source")]
    [InlineData("apps/v1", "DaemonSet",
        """
        {"spec":{"selector":{"matchLabels":{"a":"b"}},"updateStrategy":{"rollingUpdate":{"maxUnavailable":0}},
        "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """,
        "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0")]
    public void A_bad_object_is_refused_in_the_real_words(string apiVersion, string kind, string json, string expected)
    {
        var (rules, obj) = Parse(apiVersion, kind, json);
        var errors = new List<FieldError>();
        rules.Validate(obj, Context(), errors);
        Assert.Equal(expected, string.Join('\n', errors));
    }

    [Theory]
    [InlineData("storage.k8s.io/v1", "StorageClass", """{"provisioner":"p"}""", """{"provisioner":"q"}""",
        "provisioner: Forbidden: updates to provisioner are forbidden.")]
    [InlineData("v1", "PersistentVolumeClaim", """{"spec":{"accessModes":["ReadWriteOnce"]}}""",
        """{"spec":{"accessModes":["ReadWriteMany"]}}""",
        "spec: Forbidden: spec is immutable after creation except resources.requests and "
        + "volumeAttributesClassName for bound claims\n@@ -1,6 +1,6 @@\n {\n  \"AccessModes\": [\n-  \"ReadWriteOnce\"\n"
        + "+  \"ReadWriteMany\"\n  ],\n  \"Selector\": null,\n  \"Resources\": {\n")]
    [InlineData("networking.k8s.io/v1", "IngressClass", """{"spec":{"controller":"a.b/c"}}""",
        """{"spec":{"controller":"a.b/d"}}""", "spec.controller: Invalid value: \"a.b/d\": field is immutable")]
    [InlineData("apps/v1", "StatefulSet", """{"spec":{"serviceName":"a"}}""", """{"spec":{"serviceName":"b"}}""",
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
        + "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' "
        + "are forbidden")]
    public void What_never_changes_is_refused(string apiVersion, string kind, string before, string after, string expected)
    {
        var (rules, old) = Parse(apiVersion, kind, before);
        var errors = new List<FieldError>();
        rules.ValidateUpdate(Parse(apiVersion, kind, after).Object, old, Context(), errors);
        Assert.Equal(expected, string.Join('\n', errors));
    }

    [Fact]
    public void A_claim_may_be_bound_once()
    {
        var (rules, old) = Parse("v1", "PersistentVolumeClaim", """{"spec":{"accessModes":["ReadWriteOnce"]}}""");
        var errors = new List<FieldError>();
        var bound = (JsonObject)old.DeepClone();
        bound["spec"]!["volumeName"] = "v";
        rules.ValidateUpdate(bound, old, Context(), errors);
        Assert.Empty(errors);
    }

    private static (Kind Rules, JsonObject Object) Parse(string apiVersion, string kind, string json)
    {
        var rules = new KindRegistry().FindKind(apiVersion, kind)!;
        var obj = (JsonObject)JsonNode.Parse(json)!;
        obj["metadata"] ??= new JsonObject { ["name"] = "x" };
        rules.Default(obj);
        return (rules, obj);
    }

    private static KindContext Context() => new() { Now = DateTimeOffset.UnixEpoch, Entropy = new Entropy(1) };
}
