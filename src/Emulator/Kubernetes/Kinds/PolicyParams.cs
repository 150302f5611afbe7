using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>The parameters that policies take and bindings name.</summary>
internal static class PolicyParams
{
    public static void Kind(JsonObject paramKind, List<FieldError> errors)
    {
        foreach (var field in (string[])["apiVersion", "kind"])
        {
            if (Text(paramKind, field).Length == 0)
            {
                errors.Add(FieldError.Required($"spec.paramKind.{field}"));
            }
        }
    }

    public static void Reference(JsonObject paramRef, List<FieldError> errors)
    {
        var named = Text(paramRef, "name").Length > 0;
        var selected = paramRef["selector"] is not null;
        if (named && selected)
        {
            errors.Add(FieldError.Forbidden("spec.paramRef.name", "name and selector are mutually exclusive"));
        }
        else if (!named && !selected)
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

    /// <summary>A binding's parameter as tables show it.</summary>
    public static string Shown(JsonObject binding)
    {
        var param = Child(Child(binding, "spec"), "paramRef");
        return param is null ? "<unset>"
            : Text(param, "namespace") is { Length: > 0 } space ? $"{space}/{Text(param, "name")}"
            : $"*/{Text(param, "name")}";
    }
}
