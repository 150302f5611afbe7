using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>
/// A policy as the engine reads it. Reading forgives: what it does not understand grants and denies nothing.
/// </summary>
internal sealed class PolicyDocument
{
    private static readonly ConditionalWeakTable<string, PolicyDocument> Read = [];

    private PolicyDocument(IReadOnlyList<PolicyStatement> statements, bool hasVariables)
    {
        Statements = statements;
        HasVariables = hasVariables;
    }

    public IReadOnlyList<PolicyStatement> Statements { get; }

    /// <summary>Variables came with version 2012-10-17; in older documents <c>${…}</c> is plain text.</summary>
    public bool HasVariables { get; }

    /// <summary>The document of a text, read once for as long as the text lives.</summary>
    public static PolicyDocument Of(string text) => Read.GetValue(text, static t => Parse(t));

    private static PolicyDocument Parse(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject document)
            {
                return new PolicyDocument([], false);
            }

            var statements = Items(document["Statement"]).OfType<JsonObject>()
                .Select((s, i) => PolicyStatement.Read(s, i)).ToList();
            return new PolicyDocument(statements, document["Version"]?.ToString() == "2012-10-17");
        }
        catch (Exception bad) when (bad is JsonException or ArgumentException or InvalidOperationException)
        {
            return new PolicyDocument([], false);
        }
    }

    /// <summary>One value or a list of them.</summary>
    internal static IEnumerable<JsonNode?> Items(JsonNode? node) => node switch
    {
        null => Array.Empty<JsonNode?>(),
        JsonArray list => list.ToArray(),

        // An array by name: a collection expression would become a JsonArray here and claim the node as its child.
        _ => new JsonNode?[] { node },
    };
}

/// <summary>One statement.</summary>
/// <param name="Index">Its place in the document, from 0.</param>
/// <param name="Principals">Null when the statement names none, as in identity policies.</param>
/// <param name="Negated">Which of the three element kinds are the Not… form.</param>
internal sealed record PolicyStatement(
    int Index,
    string? Sid,
    bool Allows,
    IReadOnlyList<PolicyPrincipal>? Principals,
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> Resources,
    IReadOnlyList<PolicyCondition> Conditions,
    Negations Negated)
{
    /// <summary>How an explanation names the statement.</summary>
    public string Label => Sid is { Length: > 0 } ? Sid : $"statement {Index + 1}";

    public static PolicyStatement Read(JsonObject statement, int index)
    {
        var notPrincipal = statement.ContainsKey("NotPrincipal");
        var notAction = statement.ContainsKey("NotAction");
        var notResource = statement.ContainsKey("NotResource");
        return new PolicyStatement(
            index,
            statement["Sid"]?.ToString(),
            statement["Effect"]?.ToString() == "Allow",
            PolicyPrincipal.Read(statement[notPrincipal ? "NotPrincipal" : "Principal"]),
            Texts(statement[notAction ? "NotAction" : "Action"]),
            Texts(statement[notResource ? "NotResource" : "Resource"]),
            PolicyCondition.Read(statement["Condition"] as JsonObject),
            new Negations(notPrincipal, notAction, notResource));
    }

    private static List<string> Texts(JsonNode? node) =>
        PolicyDocument.Items(node).OfType<JsonValue>().Select(v => v.ToString()).ToList();
}

internal readonly record struct Negations(bool Principal, bool Action, bool Resource);

/// <summary>A principal element: kind (AWS, Service, Federated, CanonicalUser or <c>*</c>) and value.</summary>
internal sealed record PolicyPrincipal(string Kind, string Value)
{
    public static IReadOnlyList<PolicyPrincipal>? Read(JsonNode? node) => node switch
    {
        null => null,
        JsonObject byKind => byKind.SelectMany(k => PolicyDocument.Items(k.Value)
            .Select(v => new PolicyPrincipal(k.Key, v?.ToString() ?? ""))).ToList(),
        _ => PolicyDocument.Items(node).Select(v => new PolicyPrincipal("*", v?.ToString() ?? "")).ToList(),
    };
}

/// <summary>One line of a Condition block.</summary>
internal sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values)
{
    public static IReadOnlyList<PolicyCondition> Read(JsonObject? block) => block is null
        ? []
        : block.Where(o => o.Value is JsonObject)
            .SelectMany(o => ((JsonObject)o.Value!).Select(k => new PolicyCondition(
                o.Key, k.Key, PolicyDocument.Items(k.Value).Select(v => Text(v)).ToList())))
            .ToList();

    // true and false are written without quotes as often as with them.
    private static string Text(JsonNode? value) => value?.ToString() ?? "";
}
