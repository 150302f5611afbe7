using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>The parameters that policies take and bindings name.</summary>
internal static class PolicyParams
{
    public static void Kind(JsonObject paramKind, List<FieldError> errors)
    {
        const string path = "spec.paramKind.apiVersion";
        var apiVersion = Text(paramKind, "apiVersion");
        var parts = apiVersion == "/" ? [""] : apiVersion.Split('/');
        if (apiVersion.Length == 0)
        {
            errors.Add(FieldError.Required(path));
        }
        else if (parts.Length > 2)
        {
            errors.Add(FieldError.Invalid(path, apiVersion, $"unexpected GroupVersion string: {apiVersion}"));
        }
        else
        {
            if (parts.Length == 2 && parts[0].Length > 0)
            {
                Joined(path, parts[0], "", Names.Subdomain(parts[0]), errors);
            }

            if (parts[^1].Length == 0)
            {
                errors.Add(FieldError.Invalid(path, apiVersion, "version must be specified"));
            }
            else
            {
                Joined(path, parts[^1], "", Names.Label1035(parts[^1]), errors);
            }
        }

        var kind = Text(paramKind, "kind");
        if (kind.Length == 0)
        {
            errors.Add(FieldError.Required("spec.paramKind.kind"));
        }
        else
        {
            Joined("spec.paramKind.kind", kind, "may have mixed case, but should otherwise match: ",
                Names.Label1035(kind.ToLowerInvariant()), errors);
        }
    }

    public static void Reference(JsonObject paramRef, List<FieldError> errors)
    {
        const string exclusive = "name and selector are mutually exclusive";
        var name = Text(paramRef, "name");
        var selected = paramRef["selector"] is not null;
        if (name.Length > 0)
        {
            ObjectMeta.AddAll(errors, "spec.paramRef.name", name, Names.PathSegment(name, prefix: false));
        }

        SelectorRules.Validate(Child(paramRef, "selector"), "spec.paramRef.selector", errors);
        if (name.Length > 0 && selected)
        {
            errors.Add(FieldError.Forbidden("spec.paramRef.name", exclusive));
            errors.Add(FieldError.Forbidden("spec.paramRef.selector", exclusive));
        }
        else if (name.Length == 0 && !selected)
        {
            errors.Add(FieldError.Required("spec.paramRef", "one of name or selector must be specified"));
        }

        var action = Text(paramRef, "parameterNotFoundAction");
        if (action.Length == 0)
        {
            errors.Add(FieldError.Required("spec.paramRef.parameterNotFoundAction"));
        }
        else if (action is not ("Allow" or "Deny"))
        {
            errors.Add(FieldError.NotSupported("spec.paramRef.parameterNotFoundAction", action, ["Deny", "Allow"]));
        }
    }

    private static void Joined(
        string path, string value, string intro, IEnumerable<string> problems, List<FieldError> errors)
    {
        if (problems.ToList() is { Count: > 0 } all)
        {
            errors.Add(FieldError.Invalid(path, value, intro + string.Join(",", all)));
        }
    }

    /// <summary>A binding's parameter as tables show it.</summary>
    public static string Shown(JsonObject binding)
    {
        var param = Child(Child(binding, "spec"), "paramRef");
        return param is null ? "<unset>"
            : Text(param, "namespace") is { Length: > 0 } space ? $"{space}/{Text(param, "name")}"
            : $"*/{Text(param, "name")}";
    }
}
