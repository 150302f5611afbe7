using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Tables;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>A custom kind's table: Name and the CRD's additionalPrinterColumns, or Age when it names none.</summary>
internal sealed class CustomColumns
{
    private readonly List<(string Type, JsonPath? Path)> cells = [];

    public CustomColumns(JsonObject version)
    {
        var columns = new List<Column> { NameColumn };
        var declared = Items(version, "additionalPrinterColumns").Select(c => c.Item).ToList();
        if (declared.Count == 0)
        {
            declared.Add(AgeColumn);
        }

        foreach (var c in declared)
        {
            columns.Add(new Column(
                Text(c, "name"),
                Text(c, "type"),
                Text(c, "format"),
                Description(c),
                (int)Number(c, "priority")));
            JsonPath.TryParse(Text(c, "jsonPath"), out var path);
            cells.Add((Text(c, "type"), path));
        }

        Columns = columns;
    }

    public IReadOnlyList<Column> Columns { get; }

    private static Column NameColumn => StandardColumns.Name;

    private static JsonObject AgeColumn => new()
    {
        ["name"] = "Age",
        ["type"] = "date",
        ["description"] = AgeText,
        ["jsonPath"] = ".metadata.creationTimestamp",
    };

    // swagger's own words for the field, shown as every such column's description.
    private static string AgeText => StandardColumns.CreationTimestampText;

    public JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var row = new JsonArray(Name(obj));
        foreach (var (type, path) in cells)
        {
            row.Add(path?.Find(obj) is [{ } value, ..] ? Cell(type, value, now) : null);
        }

        return row;
    }

    private static string Description(JsonObject column) =>
        Text(column, "description") is { Length: > 0 } text
            ? text
            : $"Custom resource definition column (in JSONPath format): {Text(column, "jsonPath")}";

    private static JsonNode? Cell(string type, JsonNode value, DateTimeOffset now)
    {
        var kind = value.GetValueKind();
        return type switch
        {
            "string" => JsonPath.Print(value),
            "integer" when kind == JsonValueKind.Number => Number(new JsonObject { ["n"] = value.DeepClone() }, "n"),
            "number" when kind == JsonValueKind.Number => value.DeepClone(),
            "boolean" when kind is JsonValueKind.True or JsonValueKind.False => value.DeepClone(),
            "date" when kind == JsonValueKind.String => Date(value.GetValue<string>(), now),
            _ => null,
        };
    }

    private static string Date(string text, DateTimeOffset now) =>
        StandardColumns.Since(text, now) is var age && age == "<unknown>" ? "<invalid>" : age;
}
