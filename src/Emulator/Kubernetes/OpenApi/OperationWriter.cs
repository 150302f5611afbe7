using System.Text.Json;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>One operation of a path: what it takes and answers.</summary>
internal sealed record Operation(string Method, string Action, string Id)
{
    /// <summary>Definition of the answer; null for streams and texts.</summary>
    public string? Answer { get; init; }

    /// <summary>Definition of the body; null for none.</summary>
    public string? Body { get; init; }

    public bool Created { get; init; }

    public IReadOnlyList<(string Name, string Type)> Query { get; init; } = [];
}

/// <summary>Writes operations in either dialect.</summary>
internal sealed class OperationWriter(Utf8JsonWriter json, TypeWriter types, Dialect dialect)
{
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    private static readonly string[] BuiltInPatches =
    [
        "application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json",
        "application/strategic-merge-patch+json",
    ];

    private static readonly string[] CustomPatches =
        ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];

    public void Write(Kind kind, Operation op, (string Group, string Version, string Kind) gvk)
    {
        var custom = kind.TypeName is null;
        json.WriteStartObject(op.Method);
        json.WriteStartArray("tags");
        json.WriteStringValue(OperationNames.Tag(kind.Resource));
        json.WriteEndArray();
        json.WriteString("operationId", op.Id);
        string[] accepted = op.Method == "patch" ? custom ? CustomPatches : BuiltInPatches : ["*/*"];
        string[] produced = custom ? [Json, Yaml] : [Json, Yaml, Protobuf];
        if (dialect == Dialect.V2)
        {
            Media("consumes", custom && op.Method != "patch" ? [Json, Yaml] : accepted);
            Media("produces", produced);
            Media("schemes", ["https"]);
        }

        Parameters(op, accepted);
        Responses(op, produced);
        json.WriteString("x-kubernetes-action", op.Action);
        json.WriteStartObject("x-kubernetes-group-version-kind");
        json.WriteString("group", gvk.Group);
        json.WriteString("kind", gvk.Kind);
        json.WriteString("version", gvk.Version);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A parameter in a path or query.</summary>
    public void Parameter(string name, string type, string where)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("in", where);
        if (Descriptions.Parameter(name) is { } about && where == "query")
        {
            json.WriteString("description", about);
        }

        if (where == "path")
        {
            json.WriteBoolean("required", true);
        }

        if (dialect == Dialect.V3)
        {
            json.WriteStartObject("schema");
        }

        json.WriteString("type", type);
        json.WriteBoolean("uniqueItems", true);
        if (dialect == Dialect.V3)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Media(string name, string[] media)
    {
        json.WriteStartArray(name);
        foreach (var type in media)
        {
            json.WriteStringValue(type);
        }

        json.WriteEndArray();
    }

    private void Parameters(Operation op, string[] accepted)
    {
        var bodyHere = op.Body is not null && dialect == Dialect.V2;
        if (op.Query.Count > 0 || bodyHere)
        {
            json.WriteStartArray("parameters");
            if (bodyHere)
            {
                json.WriteStartObject();
                json.WriteString("name", "body");
                json.WriteString("in", "body");
                json.WriteBoolean("required", op.Method != "delete");
                json.WritePropertyName("schema");
                types.RefObject(op.Body!);
                json.WriteEndObject();
            }

            foreach (var (name, type) in op.Query)
            {
                Parameter(name, type, "query");
            }

            json.WriteEndArray();
        }

        if (op.Body is not null && dialect == Dialect.V3)
        {
            json.WriteStartObject("requestBody");
            Content(op.Body, accepted);
            if (op.Method != "delete")
            {
                json.WriteBoolean("required", true);
            }

            json.WriteEndObject();
        }
    }

    private void Content(string definition, string[] media)
    {
        json.WriteStartObject("content");
        foreach (var type in media)
        {
            json.WriteStartObject(type);
            json.WritePropertyName("schema");
            types.RefObject(definition);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Responses(Operation op, string[] produced)
    {
        json.WriteStartObject("responses");
        Answer("200", "OK", op.Answer, produced);
        if (op.Created)
        {
            Answer("201", "Created", op.Answer, produced);
        }

        if (op.Method == "post")
        {
            Answer("202", "Accepted", op.Answer, produced);
        }

        Answer("401", "Unauthorized", null, produced);
        json.WriteEndObject();
    }

    private void Answer(string code, string text, string? definition, string[] produced)
    {
        json.WriteStartObject(code);
        json.WriteString("description", text);
        if (definition is not null)
        {
            if (dialect == Dialect.V2)
            {
                json.WritePropertyName("schema");
                types.RefObject(definition);
            }
            else
            {
                Content(definition, produced);
            }
        }

        json.WriteEndObject();
    }
}
