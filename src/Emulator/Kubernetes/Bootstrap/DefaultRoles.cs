using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Bootstrap;

/// <summary>
/// RBAC's default ClusterRoles and bindings, as far as people and operators meet them. One line a rule:
/// verbs | API groups | resources, or verbs | paths.
/// Not here: the roles of the real control plane's own parts.
/// </summary>
internal static class DefaultRoles
{
    private const string Read = "get,list,watch";
    private const string Write = "create,delete,deletecollection,patch,update";
    private const string Label = "rbac.authorization.k8s.io/aggregate-to-";

    private static readonly (string Name, string? AggregatesTo, string[] Rules)[] Roles =
    [
        ("cluster-admin", null, ["*|*|*", "*|*"]),
        ("system:discovery", null,
        [
            "get|/api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/",
        ]),
        ("system:public-info-viewer", null, ["get|/healthz,/livez,/readyz,/version,/version/"]),
        ("system:basic-user", null,
        [
            "create|authorization.k8s.io|selfsubjectaccessreviews,selfsubjectrulesreviews",
            "create|authentication.k8s.io|selfsubjectreviews",
        ]),
        ("system:service-account-issuer-discovery", null,
        [
            "get|/.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/",
        ]),
        ("system:auth-delegator", null,
        [
            "create|authentication.k8s.io|tokenreviews", "create|authorization.k8s.io|subjectaccessreviews",
        ]),
        ("system:monitoring", null, ["get|/healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*"]),
        ("system:aggregate-to-admin", "admin",
        [
            "create|authorization.k8s.io|localsubjectaccessreviews",
            $"{Write},{Read}|rbac.authorization.k8s.io|rolebindings,roles",
        ]),
        ("system:aggregate-to-edit", "edit",
        [
            $"{Read}||pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy",
            "impersonate||serviceaccounts",
            $"{Write}||pods,pods/attach,pods/exec,pods/portforward,pods/proxy",
            "create||pods/eviction",
            $"{Write}||configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,"
                + "secrets,serviceaccounts,services,services/proxy",
            "create||serviceaccounts/token",
            $"{Write}|apps|daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,"
                + "statefulsets,statefulsets/scale",
            $"{Write}|autoscaling|horizontalpodautoscalers",
            $"{Write}|batch|cronjobs,jobs",
            $"{Write}|policy|poddisruptionbudgets",
            $"{Write}|networking.k8s.io|ingresses,networkpolicies",
            $"{Write},{Read}|coordination.k8s.io|leases",
        ]),
        ("system:aggregate-to-view", "view",
        [
            $"{Read}||configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,"
                + "replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status",
            $"{Read}||bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,"
                + "resourcequotas,resourcequotas/status",
            $"{Read}||namespaces",
            $"{Read}|discovery.k8s.io|endpointslices",
            $"{Read}|apps|controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,"
                + "deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,"
                + "statefulsets/status",
            $"{Read}|autoscaling|horizontalpodautoscalers,horizontalpodautoscalers/status",
            $"{Read}|batch|cronjobs,cronjobs/status,jobs,jobs/status",
            $"{Read}|policy|poddisruptionbudgets,poddisruptionbudgets/status",
            $"{Read}|networking.k8s.io|ingresses,ingresses/status,networkpolicies",
        ]),
    ];

    private static readonly (string Role, string[] Groups)[] Bindings =
    [
        ("cluster-admin", ["system:masters"]),
        ("system:basic-user", ["system:authenticated"]),
        ("system:discovery", ["system:authenticated"]),
        ("system:monitoring", ["system:monitoring"]),
        ("system:public-info-viewer", ["system:authenticated", "system:unauthenticated"]),
        ("system:service-account-issuer-discovery", ["system:serviceaccounts"]),
    ];

    public static IEnumerable<JsonObject> ClusterRoles()
    {
        foreach (var (name, to, rules) in Roles)
        {
            var role = Frame(name);
            if (to is not null)
            {
                role["metadata"]!["labels"]![Label + to] = "true";
            }

            role["rules"] = new JsonArray(rules.Select(r => (JsonNode?)Rule(r)).ToArray());
            yield return role;
        }

        // The controller fills these from the labelled ones; they start out filled, as after a moment of a real one.
        yield return Aggregated("view", null, "view");
        yield return Aggregated("edit", "admin", "edit", "view");
        yield return Aggregated("admin", null, "admin", "edit", "view");
    }

    public static IEnumerable<JsonObject> ClusterRoleBindings()
    {
        foreach (var (role, groups) in Bindings)
        {
            var binding = Frame(role);
            binding["roleRef"] = new JsonObject
            {
                ["apiGroup"] = "rbac.authorization.k8s.io",
                ["kind"] = "ClusterRole",
                ["name"] = role,
            };
            binding["subjects"] = new JsonArray(groups.Select(g => (JsonNode?)new JsonObject
            {
                ["kind"] = "Group",
                ["apiGroup"] = "rbac.authorization.k8s.io",
                ["name"] = g,
            }).ToArray());
            yield return binding;
        }
    }

    private static JsonObject Aggregated(string name, string? aggregatesTo, params string[] from)
    {
        var role = Frame(name);
        if (aggregatesTo is not null)
        {
            role["metadata"]!["labels"]![Label + aggregatesTo] = "true";
        }
        else if (name == "view")
        {
            role["metadata"]!["labels"]![Label + "edit"] = "true";
        }

        role["aggregationRule"] = new JsonObject
        {
            ["clusterRoleSelectors"] = new JsonArray(new JsonObject
            {
                ["matchLabels"] = new JsonObject { [Label + name] = "true" },
            }),
        };
        role["rules"] = new JsonArray(Roles
            .Where(r => r.AggregatesTo is not null && from.Contains(r.AggregatesTo))
            .SelectMany(r => r.Rules)
            .Select(r => (JsonNode?)Rule(r))
            .ToArray());
        return role;
    }

    private static JsonObject Frame(string name) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
            ["annotations"] = new JsonObject { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" },
        },
    };

    private static JsonObject Rule(string line)
    {
        var parts = line.Split('|');
        var rule = new JsonObject { ["verbs"] = List(parts[0]) };
        if (parts.Length == 2)
        {
            rule["nonResourceURLs"] = List(parts[1]);
        }
        else
        {
            rule["apiGroups"] = List(parts[1]);
            rule["resources"] = List(parts[2]);
        }

        return rule;
    }

    private static JsonArray List(string texts) =>
        new(texts.Split(',').Select(t => (JsonNode?)JsonValue.Create(t)).ToArray());
}
