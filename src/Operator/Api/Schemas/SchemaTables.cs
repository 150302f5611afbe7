using System.Text.Json.Nodes;

namespace Eso.Operator.Api.Schemas;

/// <summary>
/// Schemas of back ends and generators that this operator stores but does not run, condensed in
/// <c>Data/other-schemas.json</c>: repeated shapes are named once and referred to by <c>$shape</c>.
/// </summary>
internal static class SchemaTables
{
    private static readonly Lazy<JsonObject> Table = new(Load);

    /// <summary>Names and schemas of a section (<c>v1</c>, <c>v1beta1</c>, <c>generators</c>), in the table's order.</summary>
    public static IEnumerable<(string Name, Schema Type)> Section(string section)
    {
        foreach (var (name, facts) in (JsonObject)Table.Value[section]!)
        {
            yield return (name, Schema.FromJson((JsonObject)Expand(facts!)!));
        }
    }

    private static JsonNode? Expand(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o when o["$shape"] is { } shape:
                return Expand(((JsonObject)Table.Value["shapes"]!)[shape.ToString()]);
            case JsonObject o:
                return new JsonObject(o.Select(m => KeyValuePair.Create(m.Key, Expand(m.Value))));
            case JsonArray a:
                return new JsonArray([.. a.Select(Expand)]);
            default:
                return node?.DeepClone();
        }
    }

    private static JsonObject Load()
    {
        using var stream = typeof(SchemaTables).Assembly.GetManifestResourceStream("other-schemas.json")
            ?? throw new InvalidOperationException("other-schemas.json is not embedded");
        return (JsonObject)JsonNode.Parse(stream)!;
    }
}
