using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>
/// RFC 6902 the way evanphx/json-patch v4 does it, with its oddities: replace of an absent map key adds it, copy from an
/// absent key adds null, test of an absent path against null passes, negative indexes count from the end, and numbers are
/// compared as text.
/// </summary>
internal static partial class JsonPatch
{
    private const int OperationsMax = 10_000;
    private const long CopiedBytesMax = 3 * 1024 * 1024;

    /// <summary>Reads a patch body; number texts are kept, because tests compare them.</summary>
    public static JsonArray Parse(ReadOnlyMemory<byte> body)
    {
        if (GoJsonSyntax.Check(body.Span) is { } fault)
        {
            throw new PatchException(400, fault);
        }

        var node = JsonReading.ParseRaw(body);
        return node switch
        {
            JsonArray list => Checked(list),
            null => [],
            _ => throw new PatchException(400, $"json: cannot unmarshal {Word(node)} into Go value of type jsonpatch.Patch"),
        };
    }

    /// <summary>The patched document. Neither argument is changed.</summary>
    /// <exception cref="PatchException">422 when an operation does not apply.</exception>
    public static JsonNode? Apply(JsonNode? doc, JsonArray patch)
    {
        if (patch.Count > OperationsMax)
        {
            throw new PatchException(413, $"The allowed maximum operations in a JSON patch is {OperationsMax}, got {patch.Count}");
        }

        var holder = new JsonArray(doc?.DeepClone() ?? new JsonObject());
        long copied = 0;
        foreach (var operation in patch)
        {
            Run(holder, operation as JsonObject ?? [], ref copied);
        }

        var result = holder[0];
        holder.Clear();
        return result;
    }

    private static JsonArray Checked(JsonArray list)
    {
        foreach (var item in list)
        {
            if (item is not (JsonObject or null))
            {
                throw new PatchException(400, $"json: cannot unmarshal {Word(item)} into Go value of type jsonpatch.Operation");
            }
        }

        return list;
    }

    private static string Word(JsonNode node) => JsonDecoder.GoWord(node.GetValueKind());

    private static void Run(JsonArray holder, JsonObject operation, ref long copied)
    {
        var kind = operation["op"] is JsonValue op && op.TryGetValue<string>(out var name) ? name : "unknown";
        switch (kind)
        {
            case "add":
                Add(holder, operation);
                break;
            case "remove":
                Remove(holder, operation);
                break;
            case "replace":
                Replace(holder, operation);
                break;
            case "move":
                Move(holder, operation);
                break;
            case "test":
                Test(holder, operation);
                break;
            case "copy":
                Copy(holder, operation, ref copied);
                break;
            default:
                throw Unprocessable("Unexpected kind: " + kind);
        }
    }

    private static void Add(JsonArray holder, JsonObject operation)
    {
        var path = Text(operation, "path", "add operation failed to decode path");
        var (container, key) = Find(holder, path);
        if (container is null)
        {
            throw Unprocessable($"add operation does not apply: doc is missing path: \"{path}\": missing value");
        }

        try
        {
            AddTo(container, key, operation["value"]?.DeepClone());
        }
        catch (PatchException e)
        {
            throw Unprocessable($"error in add for path: '{path}': {e.Message}");
        }
    }

    private static void Remove(JsonArray holder, JsonObject operation)
    {
        var path = Text(operation, "path", "remove operation failed to decode path");
        var (container, key) = Find(holder, path);
        if (container is null)
        {
            throw Unprocessable($"remove operation does not apply: doc is missing path: \"{path}\": missing value");
        }

        try
        {
            RemoveFrom(container, key);
        }
        catch (PatchException e)
        {
            throw Unprocessable($"error in remove for path: '{path}': {e.Message}");
        }
    }

    private static void Replace(JsonArray holder, JsonObject operation)
    {
        var path = Text(operation, "path", "replace operation failed to decode path");
        if (path.Length == 0)
        {
            holder[0] = operation["value"] is JsonObject or JsonArray
                ? operation["value"]!.DeepClone()
                : throw Unprocessable("replace operation value must be object or array: %!w(<nil>)");
            return;
        }

        var (container, key) = Find(holder, path);
        switch (container)
        {
            case null:
                throw Unprocessable($"replace operation does not apply: doc is missing path: {path}: missing value");
            case JsonObject obj:
                obj[key] = operation["value"]?.DeepClone();
                break;
            case JsonArray list:
                if (!TryIndex(list, key, out var index, out _))
                {
                    throw Unprocessable($"replace operation does not apply: doc is missing key: {path}: missing value");
                }

                list[index] = operation["value"]?.DeepClone();
                break;
        }
    }

    private static void Move(JsonArray holder, JsonObject operation)
    {
        var from = Text(operation, "from", "move operation failed to decode from");
        var (container, key) = Find(holder, from);
        if (container is null)
        {
            throw Unprocessable($"move operation does not apply: doc is missing from path: {from}: missing value");
        }

        JsonNode? value;
        try
        {
            value = Get(container, key);
            RemoveFrom(container, key);
        }
        catch (PatchException e)
        {
            throw Unprocessable($"error in move for path: '{key}': {e.Message}");
        }

        var path = Text(operation, "path", "move operation failed to decode path");
        (container, key) = Find(holder, path);
        if (container is null)
        {
            throw Unprocessable($"move operation does not apply: doc is missing destination path: {path}: missing value");
        }

        try
        {
            AddTo(container, key, value);
        }
        catch (PatchException e)
        {
            throw Unprocessable($"error in move for path: '{path}': {e.Message}");
        }
    }

    private static void Test(JsonArray holder, JsonObject operation)
    {
        var path = Text(operation, "path", "test operation failed to decode path");
        JsonNode? value;
        if (path.Length == 0)
        {
            value = holder[0];
        }
        else
        {
            var (container, key) = Find(holder, path);
            if (container is null)
            {
                throw Unprocessable($"test operation does not apply: is missing path: {path}: missing value");
            }

            try
            {
                value = Get(container, key);
            }
            catch (PatchException e)
            {
                throw Unprocessable($"error in test for path: '{path}': {e.Message}");
            }
        }

        if (!SameJson.Equal(value, operation["value"]))
        {
            throw Unprocessable($"testing value {path} failed: test failed");
        }
    }

    private static void Copy(JsonArray holder, JsonObject operation, ref long copied)
    {
        var from = Text(operation, "from", "copy operation failed to decode from");
        var (container, key) = Find(holder, from);
        if (container is null)
        {
            throw Unprocessable($"copy operation does not apply: doc is missing from path: {from}: missing value");
        }

        JsonNode? value;
        try
        {
            value = Get(container, key);
        }
        catch (PatchException e)
        {
            throw Unprocessable($"error in copy for from: '{from}': {e.Message}");
        }

        var path = Text(operation, "path", "copy operation failed to decode path");
        (container, key) = Find(holder, path);
        if (container is null)
        {
            throw Unprocessable($"copy operation does not apply: doc is missing destination path: {path}: missing value");
        }

        copied += JsonWriting.ToUtf8(value).Length;
        if (copied > CopiedBytesMax)
        {
            throw Unprocessable($"Unable to complete the copy, the accumulated size increase of copy is {copied}, "
                + $"exceeding the limit {CopiedBytesMax}");
        }

        try
        {
            AddTo(container, key, value?.DeepClone());
        }
        catch (PatchException e)
        {
            throw Unprocessable($"error while adding value during copy: {e.Message}");
        }
    }

    private static string Text(JsonObject operation, string name, string fault) =>
        operation[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw Unprocessable(fault + ": missing value");

    private static PatchException Unprocessable(string message) => new(422, message);
}
