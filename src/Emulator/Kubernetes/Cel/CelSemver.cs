using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>A semantic version.</summary>
internal sealed partial record CelSemver(ulong Major, ulong Minor, ulong Patch, string Pre) : IComparable<CelSemver>
{
    public static CelSemver? Parse(string text, bool normalize)
    {
        if (normalize)
        {
            text = text.TrimStart('v');
            var end = text.IndexOfAny(['-', '+']);
            var (core, tail) = end < 0 ? (text, "") : (text[..end], text[end..]);
            var numbers = core.Split('.').Select(p => p.TrimStart('0') is { Length: > 0 } t ? t : "0").ToList();
            numbers.AddRange(Enumerable.Repeat("0", Math.Max(0, 3 - numbers.Count)));
            text = string.Join('.', numbers) + tail;
        }

        var match = Form().Match(text);
        return match.Success && ulong.TryParse(match.Groups[1].Value, out var major) && ulong.TryParse(match.Groups[2].Value, out var minor)
            && ulong.TryParse(match.Groups[3].Value, out var patch)
            ? new CelSemver(major, minor, patch, match.Groups[5].Value)
            : null;
    }

    /// <summary>What is wrong with a text that is no version, as blang/semver says it.</summary>
    public static string Fault(string text)
    {
        if (text.Length == 0)
        {
            return "Version string empty";
        }

        var parts = text.Split('.', 3);
        if (parts.Length != 3)
        {
            return "No Major.Minor.Patch elements found";
        }

        var patch = parts[2].Split('-', '+')[0];
        foreach (var (name, number) in new[] { ("major", parts[0]), ("minor", parts[1]), ("patch", patch) })
        {
            if (!number.All(char.IsAsciiDigit))
            {
                return $"Invalid character(s) found in {name} number {Validation.FieldError.Quote(number)}";
            }

            if (number.Length > 1 && number[0] == '0')
            {
                return $"{char.ToUpperInvariant(name[0])}{name[1..]} number must not contain leading zeroes {Validation.FieldError.Quote(number)}";
            }
        }

        return $"Invalid character(s) found in prerelease {Validation.FieldError.Quote(parts[2][patch.Length..].TrimStart('-', '+'))}";
    }

    public int CompareTo(CelSemver? other)
    {
        if (other is null)
        {
            return 1;
        }

        var core = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (core != 0 || Pre == other.Pre)
        {
            return core;
        }

        if (Pre.Length == 0 || other.Pre.Length == 0)
        {
            return Pre.Length == 0 ? 1 : -1;
        }

        var (left, right) = (Pre.Split('.'), other.Pre.Split('.'));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var (x, y) = (ulong.TryParse(left[i], out var a), ulong.TryParse(right[i], out var b));
            var order = x && y ? a.CompareTo(b) : x != y ? (x ? -1 : 1) : string.CompareOrdinal(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    [GeneratedRegex(@"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-((0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*))?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$")]
    private static partial Regex Form();
}
