using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>Where a JSON pointer leads, and what may be done there.</summary>
internal static partial class JsonPatch
{
    /// <summary>The container that a pointer's last token is a key of; null when a token on the way leads nowhere.</summary>
    private static (JsonNode? Container, string Key) Find(JsonArray holder, string path)
    {
        var tokens = path.Split('/');
        if (tokens.Length < 2)
        {
            return (null, "");
        }

        var node = holder[0];
        foreach (var token in tokens.AsSpan(1, tokens.Length - 2))
        {
            var key = Decode(token);
            node = node switch
            {
                JsonObject obj => obj[key],
                JsonArray list => TryIndex(list, key, out var index, out _) ? list[index] : null,
                _ => null,
            };
        }

        return (node is JsonObject or JsonArray ? node : null, Decode(tokens[^1]));
    }

    /// <summary>One pass, as Go's replacer: ~01 becomes ~1.</summary>
    private static string Decode(string token)
    {
        if (!token.Contains('~'))
        {
            return token;
        }

        var text = new StringBuilder(token.Length);
        for (var i = 0; i < token.Length; i++)
        {
            var next = token[i] == '~' && i + 1 < token.Length ? token[i + 1] : ' ';
            text.Append(next switch { '0' => '~', '1' => '/', _ => token[i] });
            i += next is '0' or '1' ? 1 : 0;
        }

        return text.ToString();
    }

    private static JsonNode? Get(JsonNode container, string key)
    {
        if (container is JsonObject obj)
        {
            return obj[key];
        }

        var list = (JsonArray)container;
        return TryIndex(list, key, out var index, out var fault) ? list[index] : throw Unprocessable(fault);
    }

    private static void AddTo(JsonNode container, string key, JsonNode? value)
    {
        if (container is JsonObject obj)
        {
            obj[key] = value;
            return;
        }

        var list = (JsonArray)container;
        if (key == "-")
        {
            list.Add(value);
            return;
        }

        if (!TryNumber(key, out var index))
        {
            throw Unprocessable($"value was not a proper array index: '{key}': {NumberFault(key)}");
        }

        var size = list.Count + 1;
        if (index >= size || index < -size)
        {
            throw Unprocessable($"Unable to access invalid index: {index}: invalid index referenced");
        }

        list.Insert(index < 0 ? index + size : index, value);
    }

    private static void RemoveFrom(JsonNode container, string key)
    {
        if (container is JsonObject obj)
        {
            if (!obj.Remove(key))
            {
                throw Unprocessable($"Unable to remove nonexistent key: {key}: missing value");
            }

            return;
        }

        var list = (JsonArray)container;
        if (!TryIndex(list, key, out var index, out var fault))
        {
            throw Unprocessable(fault);
        }

        list.RemoveAt(index);
    }

    private static bool TryIndex(JsonArray list, string key, out int index, out string fault)
    {
        fault = "";
        if (!TryNumber(key, out index))
        {
            fault = NumberFault(key);
            return false;
        }

        if (index >= list.Count || index < -list.Count)
        {
            fault = $"Unable to access invalid index: {index}: invalid index referenced";
            return false;
        }

        index += index < 0 ? list.Count : 0;
        return true;
    }

    private static bool TryNumber(string key, out int number) =>
        int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static string NumberFault(string key) => $"strconv.Atoi: parsing {Validation.FieldError.Quote(key)}: invalid syntax";
}
