namespace Eso.Emulator.Cli;

/// <summary>Flags as Go's pflag reads them: <c>--name=value</c>, <c>--name value</c>, and <c>--name</c> alone for true.</summary>
internal sealed class GoFlags
{
    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);

    public static GoFlags Parse(IReadOnlyList<string> arguments)
    {
        var flags = new GoFlags();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i].TrimStart('-');
            if (name.Length == arguments[i].Length)
            {
                continue;
            }

            var equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
            {
                flags.Add(name[..equals], name[(equals + 1)..]);
            }
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-'))
            {
                flags.Add(name, arguments[++i]);
            }
            else
            {
                flags.Add(name, "true");
            }
        }

        return flags;
    }

    /// <summary>The last value; empty when the flag was not given.</summary>
    public string this[string name] => values.TryGetValue(name, out var all) ? all[^1] : "";

    public IReadOnlyList<string> All(string name) => values.GetValueOrDefault(name) ?? [];

    private void Add(string name, string value)
    {
        if (!values.TryGetValue(name, out var all))
        {
            values[name] = all = [];
        }

        all.Add(value);
    }
}
