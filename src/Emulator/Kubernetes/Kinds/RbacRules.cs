using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Defaults and checks of roles and bindings. Who may grant what is decided elsewhere.</summary>
internal static class RbacRules
{
    private const string Group = "rbac.authorization.k8s.io";

    public static void DefaultRole(JsonObject role)
    {
        // A nil slice without omitempty.
        if (role["rules"] is not JsonArray { Count: > 0 })
        {
            role["rules"] = null;
        }
    }

    public static void DefaultBinding(JsonObject binding)
    {
        var role = Ensure(binding, "roleRef");
        if (Text(role, "apiGroup").Length == 0)
        {
            role["apiGroup"] = Group;
        }

        if (binding["subjects"] is JsonArray { Count: 0 })
        {
            binding.Remove("subjects");
        }

        foreach (var (_, subject) in Items(binding, "subjects"))
        {
            if (Text(subject, "apiGroup").Length == 0 && (Text(subject, "kind") is "User" or "Group"))
            {
                subject["apiGroup"] = Group;
            }
        }
    }

    public static void ValidateRole(JsonObject role, bool namespaced, List<FieldError> errors)
    {
        foreach (var (i, rule) in Items(role, "rules"))
        {
            Rule(rule, $"rules[{i}]", namespaced, errors);
        }
    }

    public static void ValidateAggregation(JsonObject role, List<FieldError> errors)
    {
        if (Child(role, "aggregationRule") is not { } aggregation)
        {
            return;
        }

        var selectors = Items(aggregation, "clusterRoleSelectors").ToList();
        if (selectors.Count == 0)
        {
            errors.Add(FieldError.Required(
                "aggregationRule.clusterRoleSelectors",
                "at least one clusterRoleSelector required if aggregationRule is non-nil"));
        }

        foreach (var (i, selector) in selectors)
        {
            var path = $"aggregationRule.clusterRoleSelectors[{i}]";
            SelectorRules.Validate(selector, path, errors);
            if (!SelectorRules.IsUsable(selector))
            {
                errors.Add(FieldError.Invalid(path, null, "invalid label selector."));
            }
        }
    }

    public static void ValidateBinding(JsonObject binding, bool namespaced, List<FieldError> errors)
    {
        var role = Child(binding, "roleRef");
        if (Text(role, "apiGroup") != Group)
        {
            errors.Add(FieldError.NotSupported("roleRef.apiGroup", Text(role, "apiGroup"), [Group]));
        }

        string[] kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
        if (!kinds.Contains(Text(role, "kind"), StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported("roleRef.kind", Text(role, "kind"), kinds));
        }

        var name = Text(role, "name");
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required("roleRef.name"));
        }
        else
        {
            ObjectMeta.AddAll(errors, "roleRef.name", name, Names.PathSegment(name, prefix: false));
        }

        foreach (var (i, subject) in Items(binding, "subjects"))
        {
            Subject(subject, $"subjects[{i}]", namespaced, errors);
        }
    }

    public static void ValidateBindingUpdate(JsonObject binding, JsonObject old, List<FieldError> errors)
    {
        if (JsonNode.DeepEquals(binding["roleRef"], old["roleRef"]))
        {
            return;
        }

        var role = Child(binding, "roleRef");
        // The internal struct prints Go's field names.
        var shown = new JsonObject
        {
            ["APIGroup"] = Text(role, "apiGroup"),
            ["Kind"] = Text(role, "kind"),
            ["Name"] = Text(role, "name"),
        };
        errors.Add(FieldError.Invalid("roleRef", shown, "cannot change roleRef"));
    }

    private static void Rule(JsonObject rule, string path, bool namespaced, List<FieldError> errors)
    {
        if (!Texts(rule, "verbs").Any())
        {
            errors.Add(FieldError.Required($"{path}.verbs", "verbs must contain at least one value"));
        }

        var resources = Texts(rule, "resources").Any();
        var groups = Texts(rule, "apiGroups").Any();
        if (Texts(rule, "nonResourceURLs").Any())
        {
            if (namespaced)
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.nonResourceURLs",
                    rule["nonResourceURLs"],
                    "namespaced rules cannot apply to non-resource URLs"));
            }

            if (groups || resources || Texts(rule, "resourceNames").Any())
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.nonResourceURLs",
                    rule["nonResourceURLs"],
                    "rules cannot apply to both regular resources and non-resource URLs"));
            }

            return;
        }

        if (!groups)
        {
            errors.Add(FieldError.Required(
                $"{path}.apiGroups", "resource rules must supply at least one api group"));
        }

        if (!resources)
        {
            errors.Add(FieldError.Required($"{path}.resources", "resource rules must supply at least one resource"));
        }
    }

    private static void Subject(JsonObject subject, string path, bool namespaced, List<FieldError> errors)
    {
        var name = Text(subject, "name");
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.name"));
        }

        var group = Text(subject, "apiGroup");
        switch (Text(subject, "kind"))
        {
            case "ServiceAccount":
                if (name.Length > 0)
                {
                    ObjectMeta.AddAll(errors, $"{path}.name", name, Names.Subdomain(name));
                }

                if (group.Length > 0)
                {
                    errors.Add(FieldError.NotSupported($"{path}.apiGroup", group, [""]));
                }

                if (!namespaced && Text(subject, "namespace").Length == 0)
                {
                    errors.Add(FieldError.Required($"{path}.namespace"));
                }

                break;
            case "User" or "Group":
                if (group != Group)
                {
                    errors.Add(FieldError.NotSupported($"{path}.apiGroup", group, [Group]));
                }

                break;
            default:
                errors.Add(FieldError.NotSupported(
                    $"{path}.kind", Text(subject, "kind"), ["ServiceAccount", "User", "Group"]));
                break;
        }
    }
}
