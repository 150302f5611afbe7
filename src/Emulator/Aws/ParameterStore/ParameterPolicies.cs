using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>A parameter's policies: read once when it is put, their status told by the clock afterwards.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class ParameterPolicies
{
    public static readonly ParameterPolicies None = new([]);

    private const int PoliciesMax = 10;
    private readonly IReadOnlyList<Policy> policies;

    private ParameterPolicies(IReadOnlyList<Policy> policies)
    {
        this.policies = policies;
        Expiration = policies.FirstOrDefault(p => p.Type == "Expiration")?.Timestamp;
    }

    /// <summary>When the parameter is to be deleted.</summary>
    public DateTimeOffset? Expiration { get; }

    public bool IsEmpty => policies.Count == 0;

    /// <summary>Reads the Policies member: a JSON array, or an empty one (<c>[{}]</c> too) that removes all.</summary>
    public static ParameterPolicies Parse(string text, DateTimeOffset now)
    {
        JsonNode? document;
        try
        {
            document = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw ParameterStoreErrors.PolicyAttribute("The policies are not a valid JSON document.");
        }

        var list = document switch
        {
            JsonArray array => array.ToList(),
            JsonObject single => [single],
            _ => throw ParameterStoreErrors.PolicyAttribute("The policies must be a JSON array."),
        };
        if (list.Count > PoliciesMax)
        {
            throw ParameterStoreErrors.TooManyPolicies();
        }

        var read = list.OfType<JsonObject>().Where(p => p.Count > 0).Select(p => Read(p, now)).ToList();
        CheckTogether(read);
        return new ParameterPolicies(read);
    }

    /// <summary>As DescribeParameters and GetParameterHistory show them.</summary>
    public JsonArray Show(DateTimeOffset modified, DateTimeOffset now) =>
        new(policies.Select(p => (JsonNode?)new JsonObject
        {
            ["PolicyText"] = p.Text,
            ["PolicyType"] = p.Type,
            ["PolicyStatus"] = Due(p, modified) <= now ? "Finished" : "Pending",
        }).ToArray());

    private static Policy Read(JsonObject policy, DateTimeOffset now)
    {
        var type = Text(policy, "Type") ?? "";
        var attributes = policy["Attributes"] as JsonObject ?? [];
        var text = policy.ToJsonString(Plain);
        switch (type)
        {
            case "Expiration":
                if (!DateTimeOffset.TryParse(
                        Text(attributes, "Timestamp"),
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                        out var due))
                {
                    throw ParameterStoreErrors.PolicyAttribute(
                        "The Expiration policy needs a Timestamp in the ISO 8601 format, e.g. "
                        + "2018-12-02T21:34:33.000Z.");
                }

                if (due <= now)
                {
                    throw ParameterStoreErrors.PolicyAttribute(
                        "The Expiration policy's Timestamp must lie in the future.");
                }

                return new Policy(type, text, due, TimeSpan.Zero);
            case "ExpirationNotification":
                return new Policy(type, text, null, Period(attributes, type, "Before"));
            case "NoChangeNotification":
                return new Policy(type, text, null, Period(attributes, type, "After"));
            default:
                throw ParameterStoreErrors.PolicyType(type);
        }
    }

    private static TimeSpan Period(JsonObject attributes, string type, string member)
    {
        var unit = Text(attributes, "Unit");
        if (!int.TryParse(Text(attributes, member), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is < 1 or > 100_000 || unit is not ("Days" or "Hours"))
        {
            throw ParameterStoreErrors.PolicyAttribute(
                $"The {type} policy needs {member}, a whole number, and Unit, Days or Hours.");
        }

        return unit == "Days" ? TimeSpan.FromDays(count) : TimeSpan.FromHours(count);
    }

    private static void CheckTogether(List<Policy> policies)
    {
        var expirations = policies.Count(p => p.Type == "Expiration");
        if (expirations > 1)
        {
            throw ParameterStoreErrors.PolicyConflict("A parameter can have one Expiration policy only.");
        }

        if (expirations == 0 && policies.Any(p => p.Type == "ExpirationNotification"))
        {
            throw ParameterStoreErrors.PolicyConflict("An ExpirationNotification policy needs an Expiration policy.");
        }
    }

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string? Text(JsonObject json, string member) => json[member] switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
        _ => null,
    };

    private DateTimeOffset Due(Policy policy, DateTimeOffset modified) => policy.Type switch
    {
        "ExpirationNotification" => (Expiration ?? DateTimeOffset.MaxValue) - policy.Period,
        "NoChangeNotification" => modified + policy.Period,
        _ => policy.Timestamp ?? DateTimeOffset.MaxValue,
    };

    /// <summary>Kept as the text that was put. Reading it back asks no clock: what is over was over before.</summary>
    internal sealed class Converter : JsonConverter<ParameterPolicies>
    {
        public override ParameterPolicies Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Parse(reader.GetString() ?? "[]", DateTimeOffset.MinValue);

        public override void Write(Utf8JsonWriter writer, ParameterPolicies value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"[{string.Join(',', value.policies.Select(p => p.Text))}]");
    }

    private sealed record Policy(string Type, string Text, DateTimeOffset? Timestamp, TimeSpan Period);
}
