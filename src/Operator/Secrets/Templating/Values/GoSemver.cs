using System.Globalization;
using Eso.Operator.Secrets.Regexp;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>Masterminds/semver's Version; sprig hands out a pointer to it.</summary>
internal sealed record GoSemver(ulong MajorPart, ulong MinorPart, ulong PatchPart, string Pre, string Build, string Given, bool IsPointer)
    : IGoStringer, IGoStruct
{
    private static readonly GoType ValueType = GoType.Struct("semver.Version");
    internal static readonly GoType PointerType = GoType.Pointer(ValueType);

    private static readonly GoRegexp Loose = GoRegexp.Compile(
        @"^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?$");

    public GoType Type => IsPointer ? PointerType : ValueType;

    public IReadOnlyList<(string Name, object? Value)> Fields =>
    [
        ("major", MajorPart), ("minor", MinorPart), ("patch", PatchPart), ("pre", Pre), ("metadata", Build), ("original", Given),
    ];

    /// <exception cref="GoErrorException">It is no version.</exception>
    internal static GoSemver Parse(string text)
    {
        // NewVersion coerces: numbers may start with zeros, parts may be left out.
        var parts = Loose.FindSubmatch(text);
        if (parts.Count == 0) throw new GoErrorException("invalid semantic version");
        var version = new GoSemver(
            Segment(parts[1]), Segment(parts[2]), Segment(parts[3]), parts[5] ?? "", parts[8] ?? "", text, true);
        if (version.Pre.Length > 0) Check(version.Pre, "invalid prerelease string", numbers: true);
        if (version.Build.Length > 0) Check(version.Build, "invalid metadata string", numbers: false);
        return version;
    }

    private static ulong Segment(string? text)
    {
        if (string.IsNullOrEmpty(text)) return 0;
        text = text.TrimStart('.');
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new GoErrorException("error parsing version segment: "
                + GoInteger.Describe("ParseUint", text, GoInteger.Failure.Range));
    }

    public string GoString() => $"{MajorPart}.{MinorPart}.{PatchPart}{Suffix("-", Pre)}{Suffix("+", Build)}";

    private static string Suffix(string mark, string text) => text.Length > 0 ? mark + text : "";

    [GoMethod]
    internal string String() => GoString();

    [GoMethod]
    internal string Original() => Given;

    [GoMethod]
    internal ulong Major() => MajorPart;

    [GoMethod]
    internal ulong Minor() => MinorPart;

    [GoMethod]
    internal ulong Patch() => PatchPart;

    [GoMethod]
    internal string Prerelease() => Pre;

    [GoMethod]
    internal string Metadata() => Build;

    private GoSemver Next(ulong major, ulong minor, ulong patch) =>
        new GoSemver(major, minor, patch, "", "", "", false).WithOriginal(Given);

    private GoSemver WithOriginal(string given) => this with { Given = (given.StartsWith('v') ? "v" : "") + GoString() };

    [GoMethod]
    internal GoSemver IncMajor() => Next(MajorPart + 1, 0, 0);

    [GoMethod]
    internal GoSemver IncMinor() => Next(MajorPart, MinorPart + 1, 0);

    [GoMethod]
    internal GoSemver IncPatch() => Next(MajorPart, MinorPart, Pre.Length > 0 ? PatchPart : PatchPart + 1);

    [GoMethod]
    internal GoSemver SetPrerelease(string pre)
    {
        if (pre.Length > 0) Check(pre, "invalid prerelease string", numbers: true);
        return (this with { Pre = pre, IsPointer = false }).WithOriginal(Given);
    }

    [GoMethod]
    internal GoSemver SetMetadata(string build)
    {
        if (build.Length > 0) Check(build, "invalid metadata string", numbers: false);
        return (this with { Build = build, IsPointer = false }).WithOriginal(Given);
    }

    private static void Check(string text, string message, bool numbers)
    {
        foreach (var part in text.Split('.'))
        {
            if (part.Length == 0 || !part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) throw new GoErrorException(message);
            if (numbers && part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit))
                throw new GoErrorException("version segment starts with 0");
        }
    }

    [GoMethod]
    internal nint Compare(GoSemver other)
    {
        var order = MajorPart.CompareTo(other.MajorPart);
        if (order == 0) order = MinorPart.CompareTo(other.MinorPart);
        if (order == 0) order = PatchPart.CompareTo(other.PatchPart);
        if (order != 0) return order;
        if (Pre == other.Pre) return 0;
        if (Pre.Length == 0) return 1;
        return other.Pre.Length == 0 ? -1 : ComparePre(Pre, other.Pre);
    }

    [GoMethod]
    internal bool Equal(GoSemver other) => Compare(other) == 0;

    [GoMethod]
    internal bool LessThan(GoSemver other) => Compare(other) < 0;

    [GoMethod]
    internal bool LessThanEqual(GoSemver other) => Compare(other) <= 0;

    [GoMethod]
    internal bool GreaterThan(GoSemver other) => Compare(other) > 0;

    [GoMethod]
    internal bool GreaterThanEqual(GoSemver other) => Compare(other) >= 0;

    /// <summary>Part by part; numbers come before words, and fewer parts before more.</summary>
    internal static int ComparePre(string a, string b)
    {
        var (left, right) = (a.Split('.'), b.Split('.'));
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var order = ComparePart(i < left.Length ? left[i] : "", i < right.Length ? right[i] : "");
            if (order != 0) return order;
        }
        return 0;
    }

    private static int ComparePart(string a, string b)
    {
        if (a == b) return 0;
        if (a.Length == 0) return -1;
        if (b.Length == 0) return 1;
        var aNumber = ulong.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var x);
        var bNumber = ulong.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var y);
        if (aNumber && bNumber) return x > y ? 1 : -1;
        if (aNumber != bNumber) return aNumber ? -1 : 1;
        return string.CompareOrdinal(a, b) > 0 ? 1 : -1;
    }
}
