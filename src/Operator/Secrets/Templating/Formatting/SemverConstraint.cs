using Eso.Operator.Secrets.Regexp;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>Masterminds/semver's constraints: alternatives of comparisons that must all hold.</summary>
internal sealed class SemverConstraint
{
    private const string Operators = @"=||!=|>|<|>=|=>|<=|=<|~|~>|\^";

    private const string Version = @"v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?"
        + @"(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?";

    private static readonly GoRegexp One = GoRegexp.Compile($@"^\s*({Operators})\s*({Version})\s*$");
    private static readonly GoRegexp Range = GoRegexp.Compile($@"\s*({Version})\s+-\s+({Version})\s*");
    private static readonly GoRegexp Each = GoRegexp.Compile($@"({Operators})\s*({Version})");

    private static readonly GoRegexp Valid = GoRegexp.Compile(
        $@"^(\s*({Operators})\s*({Version})\s*)((?:\s+|,\s*)({Operators})\s*({Version})\s*)*$");

    private readonly List<List<Term>> _alternatives = [];

    private sealed record Term(string Operator, GoSemver Version, bool Dirty, bool MinorDirty, bool PatchDirty);

    /// <exception cref="GoErrorException">It is no constraint.</exception>
    internal static SemverConstraint Parse(string text)
    {
        var parsed = new SemverConstraint();
        // 1.2 - 1.4 is >= 1.2, <= 1.4.
        text = Range.ReplaceAll(text, ">= ${1}, <= ${11} ");
        foreach (var alternative in text.Split("||"))
        {
            if (!Valid.IsMatch(alternative)) throw new GoErrorException($"improper constraint: {alternative}");
            parsed._alternatives.Add([.. Each.FindAll(alternative).Select(ParseTerm)]);
        }
        return parsed;
    }

    private static bool IsWild(string part) => part.TrimStart('.') is "x" or "X" or "*" or "";

    private static Term ParseTerm(string text)
    {
        var parts = One.FindSubmatch(text);
        if (parts.Count == 0) throw new GoErrorException($"improper constraint: {text}");
        var (major, minor, patch, pre) = (parts[3] ?? "", parts[4] ?? "", parts[5] ?? "", parts[6] ?? "");
        var (version, dirty, minorDirty, patchDirty) = (parts[2]!, false, false, false);
        if (IsWild(major))
        {
            (version, dirty) = ("0.0.0" + pre, true);
        }
        else if (IsWild(minor))
        {
            (version, dirty, minorDirty) = ($"{major}.0.0{pre}", true, true);
        }
        else if (IsWild(patch))
        {
            (version, dirty, patchDirty) = ($"{major}{minor}.0{pre}", true, true);
        }
        try
        {
            return new Term(parts[1] ?? "", GoSemver.Parse(version), dirty, minorDirty, patchDirty);
        }
        catch (GoErrorException)
        {
            throw new GoErrorException("constraint parser error");
        }
    }

    internal bool Accepts(GoSemver version) =>
        _alternatives.Any(terms =>
        {
            // Pre-releases count only where a constraint names one.
            var allowsPre = terms.Any(t => t.Version.Pre.Length > 0);
            return (version.Pre.Length == 0 || allowsPre) && terms.All(t => Holds(version, t));
        });

    private static bool Holds(GoSemver v, Term c)
    {
        var order = v.Compare(c.Version);
        return c.Operator switch
        {
            "!=" => IsNotEqual(v, c),
            ">" => IsGreater(v, c),
            "<" => order < 0,
            ">=" or "=>" => order >= 0,
            "<=" or "=<" => IsAtMost(v, c),
            "~" or "~>" => IsTilde(v, c),
            "^" => IsCaret(v, c),
            _ => c.Dirty ? IsTilde(v, c) : order == 0,
        };
    }

    private static bool IsNotEqual(GoSemver v, Term c)
    {
        if (c.Dirty)
        {
            if (c.Version.MajorPart != v.MajorPart) return true;
            if (c.Version.MinorPart != v.MinorPart && !c.MinorDirty) return true;
            if (c.MinorDirty) return false;
            if (c.Version.PatchPart != v.PatchPart && !c.PatchDirty) return true;
            if (c.PatchDirty)
                return (v.Pre.Length > 0 || c.Version.Pre.Length > 0) && GoSemver.ComparePre(v.Pre, c.Version.Pre) != 0;
        }
        return !v.Equal(c.Version);
    }

    private static bool IsGreater(GoSemver v, Term c)
    {
        if (!c.Dirty) return v.Compare(c.Version) > 0;
        if (v.MajorPart != c.Version.MajorPart) return v.MajorPart > c.Version.MajorPart;
        if (c.MinorDirty) return false;
        return c.PatchDirty ? v.MinorPart > c.Version.MinorPart : v.Compare(c.Version) > 0;
    }

    private static bool IsAtMost(GoSemver v, Term c)
    {
        if (!c.Dirty) return v.Compare(c.Version) <= 0;
        if (v.MajorPart > c.Version.MajorPart) return false;
        return v.MajorPart != c.Version.MajorPart || v.MinorPart <= c.Version.MinorPart || c.MinorDirty;
    }

    private static bool IsTilde(GoSemver v, Term c)
    {
        if (v.LessThan(c.Version)) return false;
        if (c.Version is { MajorPart: 0, MinorPart: 0, PatchPart: 0 } && !c.MinorDirty && !c.PatchDirty) return true;
        return v.MajorPart == c.Version.MajorPart && (v.MinorPart == c.Version.MinorPart || c.MinorDirty);
    }

    private static bool IsCaret(GoSemver v, Term c)
    {
        if (v.LessThan(c.Version)) return false;
        if (c.Version.MajorPart > 0 || c.MinorDirty) return v.MajorPart == c.Version.MajorPart;
        if (v.MajorPart > 0) return false;
        if (c.Version.MinorPart > 0 || c.PatchDirty) return v.MinorPart == c.Version.MinorPart;
        return v.MinorPart == 0 && c.Version.PatchPart == v.PatchPart;
    }
}
