using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Eso.Operator.Secrets;

/// <summary>
/// Names of a Secret's keys: conversion, its reverse, validation. Maps are walked in key order, so errors are
/// stable.
/// </summary>
public static partial class Keys
{
    private const int MaxLengthBytes = 253;

    /// <summary>
    /// conversionStrategy on one key: <c>Default</c> (or empty) writes <c>_</c>, <c>Unicode</c> <c>_U002f_</c>.
    /// </summary>
    public static string ConvertKey(string? strategy, string key)
    {
        var converted = new StringBuilder(key.Length);
        foreach (var rune in key.EnumerateRunes())
        {
            if (IsAllowed(rune))
            {
                converted.Append(rune);
                continue;
            }

            switch (strategy)
            {
                case null or "" or "Default":
                    converted.Append('_');
                    break;
                case "Unicode":
                    converted.Append("_U").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture)).Append('_');
                    break;
                default:
                    converted.Append(rune);
                    break;
            }
        }

        return converted.ToString();
    }

    /// <summary>conversionStrategy on all keys.</summary>
    /// <exception cref="ValueException">Two keys become one.</exception>
    public static Dictionary<string, SecretBytes> Convert(
        string? strategy, IEnumerable<KeyValuePair<string, SecretBytes>> map) =>
        Rename(map, key => ConvertKey(strategy, key));

    /// <summary>PushSecret's conversionStrategy on one key: <c>ReverseUnicode</c> undoes <c>_U002f_</c>.</summary>
    public static string ReverseKey(string? strategy, string key) =>
        strategy == "ReverseUnicode" ? EscapedRune().Replace(key, Unescape) : key;

    /// <summary>PushSecret's conversionStrategy on all keys.</summary>
    /// <exception cref="ValueException">Two keys become one.</exception>
    public static Dictionary<string, SecretBytes> Reverse(
        string? strategy, IEnumerable<KeyValuePair<string, SecretBytes>> map) =>
        Rename(map, key => ReverseKey(strategy, key));

    /// <summary>Drops an empty key and refuses what a Secret cannot hold.</summary>
    /// <exception cref="ValueException">ESO's text.</exception>
    public static Dictionary<string, SecretBytes> Validate(IEnumerable<KeyValuePair<string, SecretBytes>> map)
    {
        var valid = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        foreach (var (key, value) in map.OrderBy(static e => e.Key, GoOrder.Instance))
        {
            if (key.Length == 0)
            {
                continue;
            }

            var length = Encoding.UTF8.GetByteCount(key);
            if (length > MaxLengthBytes)
            {
                var cut = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(key).AsSpan(0, MaxLengthBytes));
                throw new ValueException(
                    $"key has length {length} but max is {MaxLengthBytes}: (following is truncated): {cut}");
            }

            foreach (var rune in key.EnumerateRunes())
            {
                if (!IsAllowed(rune))
                {
                    throw new ValueException(
                        $"key has invalid character {rune}, only alphanumeric, '-', '.' and '_' are allowed: {key}");
                }
            }

            valid[key] = value;
        }

        return valid;
    }

    // Go's unicode.IsLetter and IsNumber: categories L and N. The API server is narrower and has the last word.
    private static bool IsAllowed(Rune rune) => rune.Value switch
    {
        '-' or '.' or '_' => true,
        _ => Rune.IsLetter(rune) || Rune.IsNumber(rune),
    };

    private static Dictionary<string, SecretBytes> Rename(
        IEnumerable<KeyValuePair<string, SecretBytes>> map,
        Func<string, string> rename)
    {
        var renamed = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        foreach (var (key, value) in map.OrderBy(static e => e.Key, GoOrder.Instance))
        {
            var name = rename(key);
            if (!renamed.TryAdd(name, value))
            {
                throw new ValueException($"secret name collision during conversion: {name}");
            }
        }

        return renamed;
    }

    private static string Unescape(Match match)
    {
        var value = int.Parse(match.Groups[1].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        // Go writes U+FFFD for a lone surrogate.
        return Rune.IsValid(value) ? new Rune(value).ToString() : "\uFFFD";
    }

    [GeneratedRegex("_U([0-9a-fA-F]{4,5})_")]
    private static partial Regex EscapedRune();
}
