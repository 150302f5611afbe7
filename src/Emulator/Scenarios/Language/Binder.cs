using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>
/// Fills records from YAML by their properties' camelCase names. Knows text, numbers, truth values, Go durations, enums,
/// free JSON, lists, text maps and nested records; anything unknown is an error with its place and the nearest word.
/// </summary>
internal static class Binder
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<BoundProperty>> Shapes = new();

    /// <summary>The properties of a record that YAML may fill, in the order they are declared.</summary>
    public static IReadOnlyList<BoundProperty> Shape(Type type) => Shapes.GetOrAdd(type, static t => t
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.CanWrite && p.GetCustomAttribute<AboutAttribute>() is not null)
        .Select(p => new BoundProperty(
            char.ToLowerInvariant(p.Name[0]) + p.Name[1..],
            p,
            p.GetCustomAttribute<RequiredMemberAttribute>() is not null,
            p.GetCustomAttribute<AboutAttribute>()!.Text,
            p.GetCustomAttribute<ShortFormAttribute>() is not null))
        .ToList());

    /// <summary>A record of <paramref name="type"/> from a mapping, or from a plain value when it has a short form.</summary>
    public static object Bind(Type type, YamlNode node, string file, string what)
    {
        var shape = Shape(type);
        var made = RuntimeHelpers.GetUninitializedObject(type);
        type.GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, [])!.Invoke(made, []);
        if (node is not YamlMappingNode map)
        {
            var property = shape.FirstOrDefault(p => p.ShortForm);
            if (node is YamlScalarNode { Value: null or "" } && !shape.Any(p => p.Required))
            {
                return made;
            }

            if (property is null)
            {
                throw new ScenarioError(YamlText.At(node, file),
                    $"{what} needs a mapping with {string.Join(", ", shape.Select(p => p.Name))}");
            }

            property.Property.SetValue(made, Value(property.Property.PropertyType, node, file, what));
            return made;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (keyNode, value) in map.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            var property = shape.FirstOrDefault(p => p.Name == key)
                ?? throw new ScenarioError(YamlText.At(keyNode, file),
                    $"{what} has no '{key}'{Nearest.Hint(key, shape.Select(p => p.Name))}");
            if (!seen.Add(key))
            {
                throw new ScenarioError(YamlText.At(keyNode, file), $"the key '{key}' stands twice in {what}");
            }

            property.Property.SetValue(made, Value(property.Property.PropertyType, value, file, $"{what}.{key}"));
        }

        if (shape.FirstOrDefault(p => p.Required && !seen.Contains(p.Name)) is { } missing)
        {
            throw new ScenarioError(YamlText.At(node, file), $"{what} needs '{missing.Name}': {missing.About}");
        }

        return made;
    }

    private static object? Value(Type type, YamlNode node, string file, string what)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(JsonNode))
        {
            return YamlText.ToJson(node, file);
        }

        if (plain == typeof(JsonObject))
        {
            return YamlText.ToJson(node, file) as JsonObject ?? throw Expected(node, file, what, "a mapping");
        }

        if (plain == typeof(IReadOnlyList<string>))
        {
            return node switch
            {
                YamlSequenceNode list => list.Children.Select(c => Text(c, file, what)).ToList(),
                YamlScalarNode => new List<string> { Text(node, file, what) },
                _ => throw Expected(node, file, what, "a list of texts"),
            };
        }

        if (plain == typeof(IReadOnlyDictionary<string, string>))
        {
            return node is YamlMappingNode map
                ? map.Children.ToDictionary(p => Text(p.Key, file, what), p => Text(p.Value, file, what), StringComparer.Ordinal)
                : throw Expected(node, file, what, "a mapping of texts");
        }

        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = plain.GetGenericArguments()[0];
            var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            foreach (var child in node as YamlSequenceNode ?? throw Expected(node, file, what, "a list"))
            {
                list.Add(Bind(item, child, file, what));
            }

            return list;
        }

        return Scalar(plain, node, file, what);
    }

    private static object Scalar(Type type, YamlNode node, string file, string what)
    {
        if (type.IsClass && type != typeof(string))
        {
            return Bind(type, node, file, what);
        }

        var text = Text(node, file, what);
        if (type == typeof(string))
        {
            return text;
        }

        if (text.Contains(Variables.Unknown, StringComparison.Ordinal))
        {
            // A variable's value is checked when it is known.
            return RuntimeHelpers.GetUninitializedObject(type);
        }

        if (type == typeof(bool))
        {
            return text switch { "true" => true, "false" => false, _ => throw Expected(node, file, what, "true or false") };
        }

        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Expected(node, file, what, "a whole number");
        }

        if (type == typeof(decimal))
        {
            return decimal.TryParse(text.TrimStart('$'), NumberStyles.Float, CultureInfo.InvariantCulture, out var money) ? money : throw Expected(node, file, what, "a number");
        }

        if (type == typeof(TimeSpan))
        {
            return GoDurationText.TryParse(text, out var span)
                ? span
                : throw Expected(node, file, what, "a duration such as 90s, 1h or 1h30m");
        }

        // By name only: the numbers behind the names are nobody's business.
        return Enum.GetNames(type).Contains(text, StringComparer.Ordinal)
            ? Enum.Parse(type, text)
            : throw Expected(node, file, what, $"one of {string.Join(", ", Enum.GetNames(type))}");
    }

    private static string Text(YamlNode node, string file, string what) =>
        node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Expected(node, file, what, "a text");

    private static ScenarioError Expected(YamlNode node, string file, string what, string expected) =>
        new(YamlText.At(node, file), $"{what} must be {expected}"
            + (node is YamlScalarNode { Value: { Length: > 0 and < 60 } found } ? $", found '{found}'" : ""));
}

/// <summary>One property that YAML may fill.</summary>
internal sealed record BoundProperty(string Name, PropertyInfo Property, bool Required, string About, bool ShortForm);
