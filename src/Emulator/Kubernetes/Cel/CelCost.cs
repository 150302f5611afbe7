using Eso.Emulator.Kubernetes.Schema;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>
/// An estimate of what an expression may cost at worst, from the sizes its schema allows: cel-go's estimator in outline
/// (steps cost one, loops their body times the range, texts a tenth of their length).
/// </summary>
internal sealed class CelCost
{
    /// <summary>A request is at most three megabytes; from that follows how many items an unbounded list can have.</summary>
    private const double RequestMax = 3_145_728;

    /// <summary>The size of what no schema bounds, such as a number's text: cel-go takes the largest there is.</summary>
    private const double Unknown = ulong.MaxValue;
    private readonly Dictionary<string, SchemaNode?> _variables = new(StringComparer.Ordinal);

    private CelCost(SchemaNode self)
    {
        _variables["self"] = self;
        _variables["oldSelf"] = self;
    }

    public static double Of(CelExpr expr, SchemaNode self) => new CelCost(self).Visit(expr).Cost;

    /// <summary>How many items a list can have.</summary>
    public static double ItemsMax(SchemaNode list) => list.MaxItems ?? Math.Floor(RequestMax / (SmallestSize(list.Items) + 1));

    public static double EntriesMax(SchemaNode map) => map.MaxProperties ?? Math.Floor(RequestMax / (SmallestSize(map.AdditionalProperties) + 6));

    /// <summary>How often a value of the schema can stand in one request, however it is nested.</summary>
    public static double InstancesMax(SchemaNode schema) => Math.Floor(RequestMax / (SmallestSize(schema) + 1));

    /// <summary>The fewest bytes a value of the schema takes in JSON.</summary>
    private static double SmallestSize(SchemaNode? schema) => schema?.Type switch
    {
        "boolean" => 4,
        "string" => (schema.MinLength ?? 0) + 2,
        "object" => 2 + schema.Required.Sum(r => r.Length + 3 + SmallestSize(schema.Properties.GetValueOrDefault(r))),
        "array" => 2,
        _ => 1,
    };

    private static double LengthMax(SchemaNode? schema)
    {
        if (schema is null || schema.Type is not "string")
        {
            return schema is null ? 0 : RequestMax;
        }

        return schema.MaxLength is { } max ? max * 4
            : schema.Enum.Count > 0 ? schema.Enum.Max(e => (double)(e?.ToString().Length ?? 0))
            : schema.Format switch { "date" => 10, "date-time" => 33, "duration" => 32, _ => RequestMax };
    }

    private (double Cost, SchemaNode? Schema, double Size) Visit(CelExpr expr)
    {
        switch (expr)
        {
            case CelIdent ident:
                return (1, _variables.GetValueOrDefault(ident.Name), SizeOf(_variables.GetValueOrDefault(ident.Name)));
            case CelSelect select:
                var operand = Visit(select.Operand);
                var field = operand.Schema?.Child(CelNames.Unescape(select.Field) ?? select.Field);
                // Kubernetes switches the cost of has() off (PresenceTestHasCost(false)).
                return (operand.Cost + (select.Test ? 0 : 1), field, SizeOf(field));
            case CelListExpr list:
                return (10 + list.Items.Sum(i => Visit(i.Value).Cost), null, list.Items.Count);
            case CelMapExpr map:
                return (30 + map.Entries.Sum(e => Visit(e.Key).Cost + Visit(e.Value).Cost), null, map.Entries.Count);
            case CelMacro macro:
                return Macro(macro);
            case CelCall call:
                return Call(call);
            case CelLiteral { Value: string text }:
                return (0, null, text.Length);
            default:
                return (0, null, 1);
        }
    }

    // As few characters as possible replaced by as many as possible, as often as possible.
    private static double Replaced(double size, double old, double replacement) => old == 0
        ? ((size + 1) * replacement) + size
        : replacement <= old ? size : Math.Ceiling(size / old) * replacement;

    private static double SizeOf(SchemaNode? schema) => schema switch
    {
        null => 1,
        { Type: "array" } => ItemsMax(schema),
        { Type: "object", AdditionalProperties: not null } => EntriesMax(schema),
        { Type: "string" } => LengthMax(schema),
        _ => 1,
    };

    private (double Cost, SchemaNode? Schema, double Size) Macro(CelMacro macro)
    {
        var range = Visit(macro.Range);
        var element = range.Schema is { Type: "array" } ? range.Schema.Items : null;
        var had = _variables.TryGetValue(macro.Variable, out var old);
        _variables[macro.Variable] = macro.Second is null ? element : null;
        if (macro.Second is not null)
        {
            _variables[macro.Second] = element ?? range.Schema?.AdditionalProperties;
        }

        var body = Visit(macro.Body).Cost + (macro.Filter is null ? 0 : Visit(macro.Filter).Cost) + 3;
        if (had)
        {
            _variables[macro.Variable] = old;
        }
        else
        {
            _variables.Remove(macro.Variable);
        }

        var single = macro.Name is "optMap" or "optFlatMap";
        return (range.Cost + (single ? body : body * Math.Max(1, range.Size)), macro.Name == "filter" ? range.Schema : null, range.Size);
    }

    private (double Cost, SchemaNode? Schema, double Size) Call(CelCall call)
    {
        var target = call.Target is null ? default : Visit(call.Target);
        var args = call.Args.Select(Visit).ToList();
        var all = target.Cost + args.Sum(a => a.Cost);
        var first = call.Target is null ? args.FirstOrDefault() : target;
        var second = call.Target is null ? args.ElementAtOrDefault(1) : args.FirstOrDefault();
        switch (call.Name)
        {
            case "_[_]" or "_[?_]":
                var item = first.Schema?.Type == "array" ? first.Schema.Items : first.Schema?.AdditionalProperties;
                return (all + 1, item, SizeOf(item));
            case "_==_" or "_!=_" or "_<_" or "_<=_" or "_>_" or "_>=_":
                return (all + Math.Max(1, Math.Min(first.Size, second.Size) * 0.1), null, 1);
            case "@in":
                return (all + Math.Max(1, second.Size), null, 1);
            case "find" or "findAll":
                return (all + ((first.Size + 1) * 0.1 * (second.Size * 0.25)), null, first.Size);
            case "matches":
                return (all + (Math.Max(1, first.Size * 0.1) * Math.Max(1, second.Size * 0.25)), null, first.Size);
            case "contains":
                return (all + (Math.Max(1, first.Size * 0.1) * Math.Max(1, second.Size * 0.1)), null, 1);
            case "startsWith" or "endsWith":
                return (all + Math.Max(1, second.Size * 0.1), null, 1);
            case "_&&_" or "_||_":
                return (all, null, 1);
            case "size":
                return (all + 1, null, 1);
            case "string":
                // Only of bytes the size is known; of a number it is taken to be without limit.
                return (all + 1, null, Unknown);
            case "orValue" or "value" or "or":
                return (all + 1, null, Unknown);
            case "_?_:_":
                return (all + 1, null, Math.Max(args[1].Size, args[2].Size));
            case "lowerAscii" or "upperAscii" or "trim" or "substring" or "url" or "quantity" or "isQuantity" or "semver"
                or "isSemver" or "ip" or "isIP" or "cidr" or "isCIDR":
                return (all + Math.Max(1, first.Size * 0.1), null, first.Size);
            case "replace":
                return (all + (first.Size * 0.2), null, Replaced(first.Size, second.Size, args.ElementAtOrDefault(1).Size));
            case "split":
                return (all + (first.Size * 0.2), null, first.Size);
            case "join":
                var joined = first.Size * (first.Schema?.Items is { } piece ? SizeOf(piece) : Unknown)
                    + (Math.Max(0, first.Size - 1) * (args.Count == 0 ? 0 : args[0].Size));
                return (all + (joined * 0.1), null, joined);
            case "validate":
                // Against a regular expression of up to 128 characters.
                return (all + (Math.Ceiling(args.FirstOrDefault().Size * 0.1) * 128 * 0.25), null, 1);
            case "quote" or "_+_" or "format":
                return (all + Math.Max(1, (first.Size + second.Size) * 0.1), null, first.Size + second.Size);
            case "isSorted" or "sum" or "min" or "max" or "indexOf" or "lastIndexOf":
                var traversal = first.Schema?.Type == "string" ? first.Size * 0.1
                    : first.Size * (1 + (first.Schema?.Items is { Type: "string" } text ? SizeOf(text) * 0.1 : 0));
                return (all + traversal, null, 1);
            case "distinct" or "sort":
                return (all + Math.Max(1, first.Size * first.Size), first.Schema, first.Size);
            case "intersects" or "equivalent":
                return (all + (Math.Max(1, first.Size) * Math.Max(1, second.Size)), null, 1);
            default:
                return (all + 1, null, 1);
        }
    }
}
