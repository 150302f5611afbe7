using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Defaults and checks of the two webhook configurations.</summary>
internal static class WebhookRules
{
    public static void Default(JsonObject configuration, bool mutating)
    {
        foreach (var (_, hook) in Items(configuration, "webhooks"))
        {
            ObjectFields.Default(hook, "failurePolicy", "Fail");
            ObjectFields.Default(hook, "matchPolicy", "Equivalent");
            ObjectFields.Default(hook, "namespaceSelector", new JsonObject());
            ObjectFields.Default(hook, "objectSelector", new JsonObject());
            ObjectFields.Default(hook, "timeoutSeconds", 10);
            ObjectFields.Default(hook, "clientConfig", new JsonObject());
            if (mutating)
            {
                ObjectFields.Default(hook, "reinvocationPolicy", "Never");
            }

            if (Child(Child(hook, "clientConfig"), "service") is { } service)
            {
                ObjectFields.Default(service, "port", 443);
            }

            foreach (var (_, rule) in Items(hook, "rules"))
            {
                ObjectFields.Default(rule, "scope", "*");
            }
        }
    }

    public static void Validate(JsonObject configuration, List<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, hook) in Items(configuration, "webhooks"))
        {
            var path = $"webhooks[{i}]";
            if (Text(hook, "name") is { Length: > 0 } name && !seen.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{path}.name", name));
            }

            Hook(hook, path, errors);
        }
    }

    private static void Hook(JsonObject hook, string path, List<FieldError> errors)
    {
        FullName(Text(hook, "name"), $"{path}.name", errors);
        foreach (var (i, rule) in Items(hook, "rules"))
        {
            AdmissionRuleRules.Validate(rule, $"{path}.rules[{i}]", errors);
        }

        OneOf(hook, "failurePolicy", ["Fail", "Ignore"], path, errors);
        OneOf(hook, "matchPolicy", ["Equivalent", "Exact"], path, errors);
        if (Text(hook, "sideEffects").Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.sideEffects", "must specify one of None, NoneOnDryRun"));
        }
        else
        {
            OneOf(hook, "sideEffects", ["None", "NoneOnDryRun"], path, errors);
        }

        ReviewVersions(hook, path, errors);
        if (Number(hook, "timeoutSeconds", 10) is < 1 or > 30)
        {
            errors.Add(FieldError.Invalid(
                $"{path}.timeoutSeconds",
                Number(hook, "timeoutSeconds"),
                "the timeout value must be between 1 and 30 seconds"));
        }

        SelectorRules.Validate(Child(hook, "namespaceSelector"), $"{path}.namespaceSelector", errors);
        SelectorRules.Validate(Child(hook, "objectSelector"), $"{path}.objectSelector", errors);
        OneOf(hook, "reinvocationPolicy", ["IfNeeded", "Never"], path, errors);
        WebhookClientRules.Validate(Child(hook, "clientConfig") ?? [], $"{path}.clientConfig", errors);
        MatchConditionRules.Validate(hook, $"{path}.matchConditions", errors);
    }

    private static void FullName(string name, string path, List<FieldError> errors)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(path));
        }
        else if (Names.Subdomain(name).ToList() is { Count: > 0 } problems)
        {
            errors.Add(FieldError.Invalid(path, name, string.Join(",", problems)));
        }
        else if (name.Split('.').Length < 3)
        {
            errors.Add(FieldError.Invalid(
                path, name, "should be a domain with at least three segments separated by dots"));
        }
    }

    private static void ReviewVersions(JsonObject hook, string path, List<FieldError> errors)
    {
        var versions = Texts(hook, "admissionReviewVersions").ToList();
        path += ".admissionReviewVersions";
        if (versions.Count == 0)
        {
            errors.Add(FieldError.Required(path, "must specify one of v1, v1beta1"));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            if (!seen.Add(versions[i]))
            {
                errors.Add(FieldError.Invalid($"{path}[{i}]", versions[i], "duplicate version"));
                continue;
            }

            ObjectMeta.AddAll(errors, $"{path}[{i}]", versions[i], Names.Label1035(versions[i]));
        }

        if (!versions.Exists(v => v is "v1" or "v1beta1"))
        {
            errors.Add(FieldError.Invalid(
                path, hook["admissionReviewVersions"], "must include at least one of v1, v1beta1"));
        }
    }

    private static void OneOf(JsonObject hook, string field, string[] known, string path, List<FieldError> errors)
    {
        if (Text(hook, field) is { Length: > 0 } value && !known.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported($"{path}.{field}", value, known));
        }
    }
}
