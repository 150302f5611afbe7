using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>Reads patch bodies, with the real handlers' faults.</summary>
internal static class PatchBody
{
    /// <summary>A merge patch read leniently, as with fieldValidation=Ignore.</summary>
    public static JsonNode? ReadMerge(ReadOnlyMemory<byte> body) =>
        GoJsonSyntax.Check(body.Span) is null ? JsonReading.Parse(body, null, out _) : throw new PatchException(400, "Invalid JSON Patch");

    /// <summary>
    /// A merge patch with fieldValidation Warn (the default) or Strict: duplicate fields are collected, anything but an
    /// object is refused.
    /// </summary>
    public static JsonObject ReadMergeStrict(ReadOnlyMemory<byte> body, out List<string> strictErrors) =>
        body.Span.Trim(" \t\r\n"u8).SequenceEqual("null"u8)
            ? throw new PatchException(400, "Invalid JSON Patch")
            : ReadObject(body, "error decoding patch: ", out strictErrors);

    /// <summary>A strategic merge patch.</summary>
    public static JsonObject ReadStrategic(ReadOnlyMemory<byte> body, out List<string> strictErrors) =>
        ReadObject(body, "", out strictErrors);

    /// <summary>
    /// What fieldValidation Warn and Strict say about a JSON patch: unknown and repeated members of its operations.
    /// </summary>
    /// <exception cref="PatchException">400 when it is no list of operations.</exception>
    public static List<string> JsonPatchStrictErrors(ReadOnlyMemory<byte> body)
    {
        const string type = "[]handlers.jsonPatchOp";
        if (GoJsonSyntax.Check(body.Span) is { } fault)
        {
            throw new PatchException(400, "error decoding patch: " + fault);
        }

        var node = JsonReading.Parse(body, null, out var duplicates);
        if (node is not (JsonArray or null))
        {
            throw new PatchException(400, $"error decoding patch: json: cannot unmarshal {JsonDecoder.GoWord(node.GetValueKind())} "
                + $"into Go value of type {type}");
        }

        var errors = duplicates.Select(d => "json patch " + d).ToList();
        var list = node as JsonArray ?? [];
        for (var i = 0; i < list.Count; i++)
        {
            foreach (var key in (list[i] as JsonObject ?? []).Select(p => p.Key).Where(k => k is not ("op" or "path" or "from" or "value")))
            {
                errors.Add($"json patch unknown field {Validation.FieldError.Quote($"[{i}].{key}")}");
            }
        }

        return errors;
    }

    private static JsonObject ReadObject(ReadOnlyMemory<byte> body, string prefix, out List<string> strictErrors)
    {
        if (GoJsonSyntax.Check(body.Span) is { } fault)
        {
            throw new PatchException(400, prefix + fault);
        }

        try
        {
            return JsonReading.Parse(body, null, out strictErrors) switch
            {
                JsonObject patch => patch,
                null => [],
                var other => throw new PatchException(400, $"{prefix}json: cannot unmarshal {JsonDecoder.GoWord(other.GetValueKind())} "
                    + "into Go value of type map[string]interface {}"),
            };
        }
        catch (DecodeException e)
        {
            throw new PatchException(400, prefix + e.Message);
        }
    }
}
