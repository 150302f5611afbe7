using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>The filters of DescribeParameters and GetParametersByPath: read, checked and applied.</summary>
internal sealed class ParameterFilters
{
    private const string TypesValid = "String, StringList, SecureString";
    private const string TiersValid = "Standard, Advanced, Intelligent-Tiering";
    private readonly List<Filter> filters;

    private ParameterFilters(List<Filter> filters) => this.filters = filters;

    /// <summary>The labels asked for, or null: a labelled version is then shown in place of the latest.</summary>
    public IReadOnlyList<string>? Labels => filters.Find(f => f.Key == "Label")?.Values;

    /// <summary>The exact names asked for, as keys, or null.</summary>
    public IReadOnlyList<string>? ExactKeys =>
        filters.Find(f => f is { Key: "Name", Option: "Equals" })?.Values.Select(ParameterName.KeyOf).ToList();

    /// <summary>How keys must begin, when one beginning is asked for, or null.</summary>
    public string? KeyPrefix =>
        filters.Find(f => f is { Key: "Name", Option: "BeginsWith", Values.Count: 1 }) is { } name
            ? ParameterName.KeyOf(name.Values[0])
            : null;

    /// <summary>The paths asked for, or null.</summary>
    public (IReadOnlyList<string> Paths, bool Recursive)? Paths =>
        filters.Find(f => f.Key == "Path") is { } path
            ? (path.Values.Select(v => ("/" + v.Trim('/')).TrimEnd('/')).ToList(), path.Option == "Recursive")
            : null;

    /// <summary>Reads ParameterFilters.</summary>
    public static ParameterFilters Parse(IReadOnlyList<JsonObject> given, bool byPath)
    {
        var filters = new List<Filter>();
        foreach (var one in given)
        {
            var key = one.Required("Key");
            var option = one.Text("Option") ?? (key == "Path" ? "OneLevel" : "Equals");
            var filter = new Filter(key, option, one.Texts("Values"));
            Check(filter, byPath);
            if (filters.Exists(f => f.Key == key))
            {
                throw ParameterStoreErrors.DuplicateFilter(key);
            }

            filters.Add(filter);
        }

        return new ParameterFilters(filters);
    }

    /// <summary>Reads the older Filters: names by their beginning, the others exactly.</summary>
    public static ParameterFilters ParseLegacy(IReadOnlyList<JsonObject> given) => new(given
        .Select(f => new Filter(
            f.Required("Key"), f.Required("Key") == "Name" ? "BeginsWith" : "Equals", f.Texts("Values")))
        .ToList());

    public bool Match(Parameter parameter) => filters.TrueForAll(f => Match(f, parameter));

    /// <summary>Text that tells these filters from others.</summary>
    public override string ToString() =>
        string.Join(';', filters.Select(f => $"{f.Key}|{f.Option}|{string.Join(',', f.Values)}"));

    private static void Check(Filter filter, bool byPath)
    {
        var isTag = filter.Key.StartsWith("tag:", StringComparison.Ordinal);
        if (byPath && filter.Key is not ("Type" or "KeyId" or "Label"))
        {
            throw ParameterStoreErrors.FilterKey(filter.Key, "Type, KeyId");
        }

        if (!byPath && filter.Key == "Label")
        {
            throw ParameterStoreErrors.FilterKey(filter.Key, "Path, Name, Type, KeyId, Tier");
        }

        if (filter.Values.Count == 0 && !isTag)
        {
            throw ParameterStoreErrors.FilterValuesMissing(filter.Key);
        }

        CheckOption(filter);
        switch (filter.Key)
        {
            case "Path":
                filter.Values.ToList().ForEach(CheckPath);
                break;
            case "Type":
                CheckValues(filter, TypesValid);
                break;
            case "Tier":
                CheckValues(filter, TiersValid);
                break;
        }
    }

    private static void CheckValues(Filter filter, string valid)
    {
        var known = valid.Split(", ");
        if (filter.Values.FirstOrDefault(v => !known.Contains(v)) is { } unknown)
        {
            throw ParameterStoreErrors.FilterValue(unknown, valid);
        }
    }

    private static void CheckOption(Filter filter)
    {
        if (filter.Key == "Path")
        {
            if (filter.Option is not ("Recursive" or "OneLevel"))
            {
                throw ParameterStoreErrors.FilterOption(filter.Option, "Recursive, OneLevel");
            }

            return;
        }

        var allowed = filter.Option is "Equals" or "BeginsWith"
            || filter is { Key: "Name", Option: "Contains" };
        var labelsWay = filter.Key == "Label" && filter.Option != "Equals";
        if (!allowed || labelsWay)
        {
            throw ParameterStoreErrors.FilterOption(filter.Option, labelsWay ? "Equals" : "BeginsWith, Equals");
        }
    }

    private static void CheckPath(string path)
    {
        var bare = path.TrimStart('/');
        if (StartsWith(bare, "aws") || StartsWith(bare, "ssm"))
        {
            throw ParameterStoreErrors.ReservedPathFilter();
        }

        if (path != "/" && (!path.StartsWith('/') || !ParameterName.WellFormed(path.EndsWith('/') ? path[..^1] : path)))
        {
            throw ParameterStoreErrors.BadPath();
        }
    }

    private static bool Match(Filter filter, Parameter parameter)
    {
        var latest = parameter.Latest;
        switch (filter.Key)
        {
            case "Name":
                return filter.Option switch
                {
                    "Contains" => filter.Values.Any(v => parameter.Key.Contains(v, StringComparison.Ordinal)),
                    _ => Compare(filter, parameter.Key, ParameterName.KeyOf),
                };
            case "Path":
                return filter.Values.Any(v => IsBelow(parameter.Key, v.Trim('/'), filter.Option == "Recursive"));
            case "Type":
                return Compare(filter, parameter.Type);
            case "KeyId":
                return latest.KeyId is { } keyId && Compare(filter, keyId);
            case "Tier":
                return Compare(filter, latest.Tier);
            case "DataType":
                return Compare(filter, latest.DataType);
            case "Label":
                return parameter.Versions.Exists(v => v.Labels.Exists(l => filter.Values.Contains(l)));
            default:
                var tag = filter.Key["tag:".Length..];
                return parameter.Tags.Exists(t =>
                    t.Key == tag && (filter.Values.Count == 0 || Compare(filter, t.Value)));
        }
    }

    private static bool IsBelow(string key, string path, bool recursive)
    {
        var prefix = path.Length == 0 ? "/" : $"/{path}/";
        return key.StartsWith(prefix, StringComparison.Ordinal)
            && (recursive || key.IndexOf('/', prefix.Length) < 0);
    }

    private static bool Compare(Filter filter, string actual, Func<string, string>? normalise = null) =>
        filter.Values.Any(v =>
        {
            var wanted = normalise is null ? v : normalise(v);
            return filter.Option == "BeginsWith"
                ? actual.StartsWith(wanted, StringComparison.Ordinal)
                : actual == wanted;
        });

    private static bool StartsWith(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private sealed record Filter(string Key, string Option, IReadOnlyList<string> Values);
}
