using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>The <c>immutable: true</c> of Secrets and ConfigMaps: it and the data may not change any more.</summary>
internal static class ImmutableData
{
    private const string Text = "field is immutable when `immutable` is set";

    public static void Check(
        JsonObject obj,
        JsonObject old,
        List<FieldError> errors,
        params ReadOnlySpan<string> fields)
    {
        if (!ObjectFields.Flag(old, "immutable"))
        {
            return;
        }

        if (!ObjectFields.Flag(obj, "immutable"))
        {
            errors.Add(FieldError.Forbidden("immutable", Text));
        }

        foreach (var field in fields)
        {
            var now = obj[field] as JsonObject;
            var then = old[field] as JsonObject;
            if ((now?.Count ?? 0) != (then?.Count ?? 0) || (now?.Count > 0 && !JsonNode.DeepEquals(now, then)))
            {
                errors.Add(FieldError.Forbidden(field, Text));
            }
        }
    }
}
