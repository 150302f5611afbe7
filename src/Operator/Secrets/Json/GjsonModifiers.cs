using System.Runtime.CompilerServices;
using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>gjson's <c>@modifiers</c>: text in, text out.</summary>
internal static class GjsonModifiers
{
    private static readonly Dictionary<string, Func<string, string, string>> All = new(StringComparer.Ordinal)
    {
        ["pretty"] = GjsonPretty.Print,
        ["ugly"] = static (json, _) => GjsonPretty.Compact(json),
        ["reverse"] = static (json, _) => Reverse(json),
        ["this"] = static (json, _) => json,
        ["flatten"] = Flatten,
        ["join"] = Join,
        ["valid"] = static (json, _) => GjsonValid.IsValid(json) ? json : "",
        ["keys"] = static (json, _) => Keys(json),
        ["values"] = static (json, _) => Values(json),
        ["tostr"] = static (json, _) => ToText(json),
        ["fromstr"] = static (json, _) => GjsonValid.IsValid(json) ? GjsonScan.Parse(json).TextBytes : "",
        ["group"] = static (json, _) => Group(json),
        ["dig"] = Dig,
    };

    public static bool Exists(ReadOnlySpan<char> name) =>
        All.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name);

    /// <summary>
    /// Runs <c>@name</c> or <c>@name:argument</c> at the start of a path; null when there is no such modifier.
    /// </summary>
    public static (string Json, string Remainder)? TryRun(string json, string path)
    {
        var end = path.AsSpan().IndexOfAny(':', '|', '.');
        var name = end < 0 ? path[1..] : path[1..end];
        if (!All.TryGetValue(name, out var modifier))
        {
            return null;
        }

        var argument = "";
        var rest = end < 0 ? "" : path[end..];
        if (end >= 0 && path[end] == ':')
        {
            rest = rest[1..];
            argument = rest.Length == 0 ? "" : Argument(rest);
            rest = rest[argument.Length..];
        }

        return (modifier(json, argument), rest);
    }

    // A JSON argument ends with its bracket; any other at the next pipe outside brackets.
    private static string Argument(string text)
    {
        if (text[0] is '{' or '[' or '"')
        {
            return GjsonScan.SquashLeading(text);
        }

        var i = 0;
        for (; i < text.Length && text[i] != '|'; i++)
        {
            if (text[i] is '{' or '[' or '"' or '(')
            {
                i += GjsonScan.SquashLeading(text[i..]).Length - 1;
            }
        }

        return text[..Math.Min(i, text.Length)];
    }

    private static string Reverse(string json)
    {
        var value = GjsonScan.Parse(json);
        if (!value.IsArray && !value.IsObject)
        {
            return json;
        }

        var members = GjsonScan.Members(value).Select(Member).Reverse();
        var joined = string.Join(',', members);
        return value.IsArray ? $"[{joined}]" : $"{{{joined}}}";
    }

    private static string Member((GjsonResult Key, GjsonResult Value) member) =>
        member.Key.Exists ? member.Key.RawBytes + ":" + member.Value.RawBytes : member.Value.RawBytes;

    private static string Flatten(string json, string argument)
    {
        var value = GjsonScan.Parse(json);
        if (!value.IsArray || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return json;
        }

        var deep = Option(argument, "deep");
        var parts = new List<string>();
        foreach (var (_, element) in GjsonScan.Members(value))
        {
            var raw = element.RawBytes;
            if (element.IsArray)
            {
                raw = Unwrap(deep ? Flatten(raw, argument) : raw);
            }

            raw = raw.Trim(' ', '\t', '\n', '\v', '\f', '\r');
            if (raw.Length > 0)
            {
                parts.Add(raw);
            }
        }

        return $"[{string.Join(',', parts)}]";
    }

    private static string Join(string json, string argument)
    {
        var value = GjsonScan.Parse(json);
        if (!value.IsArray)
        {
            return json;
        }

        var objects = GjsonScan.Members(value).Select(static m => m.Value).Where(static v => v.IsObject);
        if (Option(argument, "preserve"))
        {
            return $"{{{string.Join(',', objects.Select(static o => Unwrap(o.RawBytes)))}}}";
        }

        // The first spelling of a key stays, with the last value.
        var keys = new List<GjsonResult>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, member) in objects.SelectMany(GjsonScan.Members))
        {
            if (!values.ContainsKey(key.StringBytes))
            {
                keys.Add(key);
            }

            values[key.StringBytes] = member.RawBytes;
        }

        return $"{{{string.Join(',', keys.Select(k => k.RawBytes + ":" + values[k.StringBytes]))}}}";
    }

    private static string Keys(string json)
    {
        var value = GjsonScan.Parse(json);
        var keys = GjsonScan.Members(value).Select(m => value.IsObject ? m.Key.RawBytes : "null");
        return $"[{string.Join(',', keys)}]";
    }

    private static string Values(string json)
    {
        var value = GjsonScan.Parse(json);
        return value.IsArray
            ? json
            : $"[{string.Join(',', GjsonScan.Members(value).Select(static m => m.Value.RawBytes))}]";
    }

    private static string ToText(string json)
    {
        var text = new StringBuilder(json.Length + 2);
        GjsonString.AppendQuoted(text, json);
        return text.ToString();
    }

    // {"a":[1,2],"b":[3]} → [{"a":1,"b":3},{"a":2}]
    private static string Group(string json)
    {
        var value = GjsonScan.Parse(json);
        if (!value.IsObject)
        {
            return "";
        }

        var rows = new List<List<string>>();
        foreach (var (key, list) in GjsonScan.Members(value).Where(static m => m.Value.IsArray))
        {
            var row = 0;
            foreach (var (_, element) in GjsonScan.Members(list))
            {
                if (row == rows.Count)
                {
                    rows.Add([]);
                }

                rows[row++].Add(key.RawBytes + ":" + element.RawBytes);
            }
        }

        return $"[{string.Join(',', rows.Select(static r => $"{{{string.Join(',', r)}}}"))}]";
    }

    private static string Dig(string json, string path)
    {
        var all = new List<string>();
        Collect(GjsonScan.Parse(json), path, all);
        return $"[{string.Join(',', all)}]";
    }

    private static void Collect(GjsonResult parent, string path, List<string> into)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return;
        }

        var found = Gjson.Find(parent.RawBytes, path);
        if (found.Exists)
        {
            into.Add(found.RawBytes);
        }

        if (parent.IsArray || parent.IsObject)
        {
            foreach (var (_, child) in GjsonScan.Members(parent))
            {
                Collect(child, path, into);
            }
        }
    }

    private static bool Option(string argument, string name)
    {
        var set = false;
        foreach (var (key, value) in GjsonScan.Members(GjsonScan.Parse(argument)))
        {
            set = key.TextBytes == name ? value.AsBoolean() : set;
        }

        return set;
    }

    private static string Unwrap(string json)
    {
        json = ArrayQuery.Trim(json);
        return json.Length >= 2 && json[0] is '[' or '{' ? json[1..^1] : json;
    }
}
