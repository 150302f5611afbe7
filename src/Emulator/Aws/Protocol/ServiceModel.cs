using System.Text.Json;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>How requests and answers of a service are written.</summary>
internal enum WireProtocol
{
    Json,
    Query,
}

/// <summary>
/// The facts of one service's model that its wire and its constraints follow from; read from <c>Aws/Data</c>.
/// </summary>
internal sealed class ServiceModel
{
    // More than what precedes the first list in any of the tables.
    private const int HeadBytes = 1024;
    private readonly Lazy<Tables> tables;

    private ServiceModel(string name)
    {
        tables = new Lazy<Tables>(() => new Tables(name));
        var head = Head(name);
        Name = head["service"];
        ApiVersion = head["apiVersion"];
        Protocol = head["protocol"] == "query" ? WireProtocol.Query : WireProtocol.Json;
        SigningName = head["signingName"];
        TargetPrefix = head.GetValueOrDefault("targetPrefix");
        XmlNamespace = head.GetValueOrDefault("xmlNamespace");
    }

    public string Name { get; }

    public string ApiVersion { get; }

    public WireProtocol Protocol { get; }

    public string SigningName { get; }

    /// <summary>What precedes the dot in X-Amz-Target; null for the query protocol.</summary>
    public string? TargetPrefix { get; }

    public string? XmlNamespace { get; }

    public OperationModel? Operation(string name) => tables.Value.Operations.GetValueOrDefault(name);

    public IEnumerable<OperationModel> Operations => tables.Value.Operations.Values;

    /// <summary>How the model spells an error; null for the framework's own errors.</summary>
    public ErrorModel? Error(string code) => tables.Value.Errors.GetValueOrDefault(code);

    /// <summary>Reads what routing asks of every service; the rest when it is first asked for.</summary>
    public static ServiceModel Load(string name) => new(name);

    private static Stream Open(string name)
    {
        var assembly = typeof(ServiceModel).Assembly;
        var resource = Array.Find(
            assembly.GetManifestResourceNames(),
            r => r.Replace('\\', '/').EndsWith($"Aws/Data/{name}.json", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"no model table Aws/Data/{name}.json is embedded");
        return assembly.GetManifestResourceStream(resource)!;
    }

    // The texts before the first list or table.
    private static Dictionary<string, string> Head(string name)
    {
        var bytes = new byte[HeadBytes];
        using var stream = Open(name);
        var reader = new Utf8JsonReader(
            bytes.AsSpan(0, stream.ReadAtLeast(bytes, HeadBytes, throwOnEndOfStream: false)), isFinalBlock: false, default);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                break;
            }

            found[member] = reader.GetString()!;
        }

        return found;
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Shapes, operations and errors.</summary>
    private sealed class Tables
    {
        private readonly Dictionary<string, Shape> shapes = new(StringComparer.Ordinal);

        public Tables(string name)
        {
            using var stream = Open(name);
            using var document = JsonDocument.Parse(stream);
            var table = document.RootElement;
            ReadShapes(table.GetProperty("shapes"));
            foreach (var one in table.GetProperty("operations").EnumerateObject())
            {
                Operations[one.Name] = new OperationModel(
                    one.Name,
                    Text(one.Value, "input") is { } input ? shapes[input] : null,
                    Text(one.Value, "output") is { } output ? shapes[output] : null,
                    one.Value.TryGetProperty("unsigned", out _));
            }
        }

        public Dictionary<string, OperationModel> Operations { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, ErrorModel> Errors { get; } = new(StringComparer.Ordinal);

        private void ReadShapes(JsonElement table)
        {
            foreach (var one in table.EnumerateObject())
            {
                shapes[one.Name] = new Shape(one.Name, one.Value);
            }

            // Second pass: shapes refer to one another, some to themselves.
            foreach (var one in table.EnumerateObject())
            {
                shapes[one.Name].Link(one.Value, shapes);
                if (one.Value.TryGetProperty("error", out var error))
                {
                    var code = Text(error, "code") ?? one.Name;
                    Errors[code] = new ErrorModel(
                        code,
                        error.TryGetProperty("status", out var status) ? status.GetInt32() : 400,
                        Text(error, "text"));
                }
            }
        }
    }
}

/// <param name="Input">Null when the operation takes nothing.</param>
/// <param name="Output">Null when it answers nothing.</param>
/// <param name="Unsigned">True for calls made without credentials.</param>
internal sealed record OperationModel(string Name, Shape? Input, Shape? Output, bool Unsigned);

/// <param name="TextMember">Spelling of the text's member; null when the error has none.</param>
internal sealed record ErrorModel(string Code, int Status, string? TextMember);
