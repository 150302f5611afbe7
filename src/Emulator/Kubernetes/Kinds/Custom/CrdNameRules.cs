using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>What is checked about a CRD's names and scope.</summary>
internal static class CrdNameRules
{
    private const string Mixed = "may have mixed case, but should otherwise match: ";

    public static void Scope(string scope, List<FieldError> errors)
    {
        if (scope.Length == 0)
        {
            errors.Add(FieldError.Required("spec.scope"));
        }
        else if (scope is not ("Cluster" or "Namespaced"))
        {
            errors.Add(FieldError.NotSupported("spec.scope", scope, ["Cluster", "Namespaced"]));
        }
    }

    public static void Validate(JsonObject names, List<FieldError> errors)
    {
        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            var name = Text(names, field);
            var path = $"spec.names.{field}";
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required(path));
                continue;
            }

            var mixed = field is "kind" or "listKind";
            Label(mixed ? name.ToLowerInvariant() : name, name, path, mixed ? Mixed : "", errors);
        }

        foreach (var list in (string[])["shortNames", "categories"])
        {
            var i = 0;
            foreach (var name in Texts(names, list))
            {
                Label(name, name, $"spec.names.{list}[{i++}]", "", errors);
            }
        }

        if (Text(names, "kind") is { Length: > 0 } kind && kind == Text(names, "listKind"))
        {
            errors.Add(FieldError.Invalid("spec.names.listKind", kind, "kind and listKind may not be the same"));
        }
    }

    private static void Label(string tested, string shown, string path, string advice, List<FieldError> errors)
    {
        if (Names.Label1035(tested).ToList() is { Count: > 0 } problems)
        {
            errors.Add(FieldError.Invalid(path, shown, advice + string.Join(",", problems)));
        }
    }

}
