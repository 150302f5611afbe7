using System.Text.Json.Nodes;

namespace Eso.Operator.Api;

/// <summary>
/// Who the controllers are in a cluster and what they may do: the objects of <c>deploy/kustomize/parts/controller/rbac.yaml</c>
/// (a test holds the two together), for worlds that have no kustomize.
/// </summary>
public static class OperatorRbac
{
    public const string Namespace = "external-secrets";
    public const string ServiceAccount = "external-secrets";
    private const string Role = "external-secrets-controller";
    private const string LeaseRole = "external-secrets-leaderelection";
    private const string ApiGroup = "rbac.authorization.k8s.io";
    private static readonly string[] Read = ["get", "list", "watch"];

    private static readonly string[] Generators =
    [
        "acraccesstokens", "beyondtrustworkloadcredentialsdynamicsecrets", "cloudsmithaccesstokens", "clustergenerators",
        "ecrauthorizationtokens", "fakes", "gcraccesstokens", "githubaccesstokens", "gitlabdeploytokens", "grafanas", "mfas",
        "passwords", "quayaccesstokens", "sshkeys", "stssessiontokens", "uuids", "vaultdynamicsecrets", "webhooks",
    ];

    private static readonly string[] Kinds =
    [
        "externalsecrets", "secretstores", "clustersecretstores", "clusterexternalsecrets", "pushsecrets",
        "clusterpushsecrets",
    ];

    /// <summary>Namespace, ServiceAccount, role and binding, and the same for the Lease; fresh objects.</summary>
    public static IReadOnlyList<JsonObject> Objects() =>
    [
        new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = Namespace },
        },
        new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = Meta(ServiceAccount, true) },
        RoleOf("ClusterRole", Role, ControllerRules()),
        BindingOf("ClusterRole", Role),
        RoleOf("Role", LeaseRole, LeaseRules()),
        BindingOf("Role", LeaseRole),
    ];

    /// <summary>What generic targets may write is for each cluster to say; this says everything.</summary>
    public static IReadOnlyList<JsonObject> GenericTargetObjects() =>
    [
        RoleOf("ClusterRole", "external-secrets-generic-targets", [Rule("*", ["*"], ["*"])]),
        BindingOf("ClusterRole", "external-secrets-generic-targets"),
    ];

    private static JsonArray ControllerRules() =>
    [
        Rule(EsoTypes.Group, Kinds, [.. Read, "update", "patch"]),
        Rule(
            EsoTypes.Group,
            [.. Kinds.SelectMany(k => new[] { k + "/status", k + "/finalizers" })],
            ["get", "update", "patch"]),
        Rule(EsoTypes.Group, ["externalsecrets", "pushsecrets"], ["create", "update", "delete"]),
        Rule(
            EsoTypes.GeneratorGroup,
            ["generatorstates"],
            [.. Read, "create", "update", "patch", "delete", "deletecollection"]),
        Rule(EsoTypes.GeneratorGroup, Generators, Read),
        Rule("", ["serviceaccounts", "configmaps"], Read),
        Rule("", ["namespaces"], [.. Read, "update", "patch"]),
        Rule("", ["secrets"], [.. Read, "create", "update", "delete", "patch"]),
        Rule("", ["serviceaccounts/token"], ["create"]),
        Rule("", ["events"], ["create", "patch"]),
    ];

    private static JsonArray LeaseRules()
    {
        var named = Rule("coordination.k8s.io", ["leases"], [.. Read, "update", "patch"]);
        named["resourceNames"] = new JsonArray(Role);
        return [named, Rule("coordination.k8s.io", ["leases"], ["create"])];
    }

    private static JsonObject Rule(string group, string[] resources, string[] verbs) => new()
    {
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = Texts(resources),
        ["verbs"] = Texts(verbs),
    };

    private static JsonObject RoleOf(string kind, string name, JsonArray rules) => new()
    {
        ["apiVersion"] = ApiGroup + "/v1",
        ["kind"] = kind,
        ["metadata"] = Meta(name, kind == "Role"),
        ["rules"] = rules,
    };

    private static JsonObject BindingOf(string kind, string name) => new()
    {
        ["apiVersion"] = ApiGroup + "/v1",
        ["kind"] = kind + "Binding",
        ["metadata"] = Meta(name, kind == "Role"),
        ["roleRef"] = new JsonObject { ["apiGroup"] = ApiGroup, ["kind"] = kind, ["name"] = name },
        ["subjects"] = new JsonArray(new JsonObject
        {
            ["kind"] = "ServiceAccount",
            ["name"] = ServiceAccount,
            ["namespace"] = Namespace,
        }),
    };

    private static JsonObject Meta(string name, bool namespaced)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (namespaced)
        {
            metadata["namespace"] = Namespace;
        }

        metadata["labels"] = new JsonObject
        {
            ["app.kubernetes.io/name"] = "external-secrets",
            ["app.kubernetes.io/instance"] = "external-secrets",
        };
        return metadata;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
