using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>What is checked about a rule with operations, of webhooks and admission policies.</summary>
internal static class AdmissionRuleRules
{
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
    private static readonly string[] Scopes = ["*", "Cluster", "Namespaced"];

    public static void Validate(JsonObject rule, string path, List<FieldError> errors)
    {
        Wild(rule, "operations", "other operations", path, errors, empty: false);
        var i = 0;
        foreach (var operation in Texts(rule, "operations"))
        {
            if (!Operations.Contains(operation, StringComparer.Ordinal))
            {
                errors.Add(FieldError.NotSupported($"{path}.operations[{i}]", operation, Operations));
            }

            i++;
        }

        Wild(rule, "apiGroups", "other API groups", path, errors, empty: true);
        Wild(rule, "apiVersions", "other API versions", path, errors, empty: false);
        Resources(rule, $"{path}.resources", errors);
        if (Text(rule, "scope") is { Length: > 0 } scope && !Scopes.Contains(scope, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported($"{path}.scope", scope, Scopes));
        }
    }

    /// <summary>The names a policy's rule is for.</summary>
    public static void Names(JsonObject rule, string path, List<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, name) in Texts(rule, "resourceNames").Index())
        {
            ObjectMeta.AddAll(errors, $"{path}[{i}]", name, Validation.Names.PathSegment(name, prefix: false));
            if (!seen.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{path}[{i}]", name));
            }
        }
    }

    private static void Wild(
        JsonObject rule,
        string field,
        string others,
        string path,
        List<FieldError> errors,
        bool empty)
    {
        var values = Texts(rule, field).ToList();
        if (values.Count == 0)
        {
            errors.Add(FieldError.Required($"{path}.{field}"));
        }

        if (values.Count > 1 && values.Contains("*"))
        {
            errors.Add(FieldError.Invalid(
                $"{path}.{field}", rule[field], $"if '*' is present, must not specify {others}"));
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (!empty && field != "operations" && values[i].Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.{field}[{i}]"));
            }
        }
    }

    private static void Resources(JsonObject rule, string path, List<FieldError> errors)
    {
        var resources = Texts(rule, "resources").ToList();
        if (resources.Count == 0)
        {
            errors.Add(FieldError.Required(path));
        }

        // Wildcards met so far; a later entry they cover is an error.
        var withSubresources = new HashSet<string>(StringComparer.Ordinal);
        var ofSubresource = new HashSet<string>(StringComparer.Ordinal);
        var plain = false;
        for (var i = 0; i < resources.Count; i++)
        {
            var text = resources[i];
            var at = $"{path}[{i}]";
            if (text.Length == 0)
            {
                errors.Add(FieldError.Required(at));
                continue;
            }

            var parts = text.Split('/', 2);
            if (parts.Length == 1)
            {
                // Only the last one counts, an oversight of the real server.
                plain = text != "*";
                continue;
            }

            if (withSubresources.Contains(parts[0]))
            {
                errors.Add(FieldError.Invalid(
                    at, text, $"if '{parts[0]}/*' is present, must not specify {text}"));
            }

            if (ofSubresource.Contains(parts[1]))
            {
                errors.Add(FieldError.Invalid(
                    at, text, $"if '*/{parts[1]}' is present, must not specify {text}"));
            }

            if (parts[1] == "*")
            {
                withSubresources.Add(parts[0]);
            }

            if (parts[0] == "*")
            {
                ofSubresource.Add(parts[1]);
            }
        }

        if (resources.Count > 1 && resources.Contains("*/*"))
        {
            errors.Add(FieldError.Invalid(
                path, rule["resources"], "if '*/*' is present, must not specify other resources"));
        }

        if (resources.Contains("*") && plain)
        {
            errors.Add(FieldError.Invalid(
                path,
                rule["resources"],
                "if '*' is present, must not specify other resources without subresources"));
        }
    }
}
