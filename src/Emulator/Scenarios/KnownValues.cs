using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Scenarios;

/// <summary>
/// Secret values a run has put into the world. Kept only to look for them where they must not be; never printed.
/// Short values are left out: they are words that names and texts may hold by chance.
/// </summary>
internal sealed class KnownValues
{
    /// <summary>Characters from which on a value is looked for.</summary>
    public const int LengthMin = 8;

    private readonly HashSet<string> texts = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Texts => texts;

    /// <summary>Notes a value, and the leaves of it when it is JSON.</summary>
    public void Add(string value)
    {
        if (value.Length < LengthMin)
        {
            return;
        }

        texts.Add(value);
        if (value[0] is not ('{' or '['))
        {
            return;
        }

        try
        {
            AddLeaves(JsonNode.Parse(value));
        }
        catch (JsonException)
        {
            // Not JSON after all: noted whole.
        }
    }

    /// <summary>Notes the values of a Kubernetes Secret.</summary>
    public void AddSecret(JsonObject secret)
    {
        foreach (var (_, value) in secret["data"] as JsonObject ?? [])
        {
            if (value is JsonValue v && v.TryGetValue<string>(out var base64))
            {
                Add(Encoding.UTF8.GetString(Convert.FromBase64String(base64)));
                if (base64.Length >= LengthMin + 4)
                {
                    texts.Add(base64);
                }
            }
        }
    }

    private void AddLeaves(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map)
                {
                    AddLeaves(value);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    AddLeaves(item);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && text.Length >= LengthMin:
                texts.Add(text);
                break;
        }
    }
}
