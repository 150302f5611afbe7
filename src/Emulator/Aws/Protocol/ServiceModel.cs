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
    private readonly Dictionary<string, Shape> shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OperationModel> operations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ErrorModel> errors = new(StringComparer.Ordinal);

    private ServiceModel(JsonElement table)
    {
        Name = table.GetProperty("service").GetString()!;
        ApiVersion = table.GetProperty("apiVersion").GetString()!;
        Protocol = table.GetProperty("protocol").GetString() == "query" ? WireProtocol.Query : WireProtocol.Json;
        SigningName = table.GetProperty("signingName").GetString()!;
        TargetPrefix = Text(table, "targetPrefix");
        XmlNamespace = Text(table, "xmlNamespace");
        ReadShapes(table.GetProperty("shapes"));
        foreach (var one in table.GetProperty("operations").EnumerateObject())
        {
            operations[one.Name] = new OperationModel(
                one.Name,
                Text(one.Value, "input") is { } input ? shapes[input] : null,
                Text(one.Value, "output") is { } output ? shapes[output] : null,
                one.Value.TryGetProperty("unsigned", out _));
        }
    }

    public string Name { get; }

    public string ApiVersion { get; }

    public WireProtocol Protocol { get; }

    public string SigningName { get; }

    /// <summary>What precedes the dot in X-Amz-Target; null for the query protocol.</summary>
    public string? TargetPrefix { get; }

    public string? XmlNamespace { get; }

    public OperationModel? Operation(string name) => operations.GetValueOrDefault(name);

    public IEnumerable<OperationModel> Operations => operations.Values;

    /// <summary>How the model spells an error; null for the framework's own errors.</summary>
    public ErrorModel? Error(string code) => errors.GetValueOrDefault(code);

    public static ServiceModel Load(string name)
    {
        var assembly = typeof(ServiceModel).Assembly;
        var resource = Array.Find(
            assembly.GetManifestResourceNames(),
            r => r.Replace('\\', '/').EndsWith($"Aws/Data/{name}.json", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"no model table Aws/Data/{name}.json is embedded");
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var table = JsonDocument.Parse(stream);
        return new ServiceModel(table.RootElement);
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) ? value.GetString() : null;

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
                errors[code] = new ErrorModel(
                    code,
                    error.TryGetProperty("status", out var status) ? status.GetInt32() : 400,
                    Text(error, "text"));
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
