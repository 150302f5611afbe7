using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>The Pod Security Standards, the laxest first.</summary>
internal enum SecurityLevel
{
    Privileged,
    Baseline,
    Restricted,
}

/// <summary>A level as of a release; without one as of the newest.</summary>
internal readonly record struct LevelVersion(SecurityLevel Level, int? Minor)
{
    public override string ToString() => Level switch
    {
        SecurityLevel.Privileged => "privileged",
        SecurityLevel.Baseline => "baseline",
        _ => "restricted",
    } + (Minor is { } minor ? $":v1.{minor}" : ":latest");
}

/// <summary>What a namespace's labels say about its Pods' security.</summary>
internal sealed record PodSecurityPolicy(LevelVersion Enforce, LevelVersion Audit, LevelVersion Warn)
{
    private const string Prefix = "pod-security.kubernetes.io/";
    private static readonly PodSecurityPolicy Open = new(default, default, default);

    public bool FullyPrivileged => Enforce.Level == 0 && Audit.Level == 0 && Warn.Level == 0;

    /// <summary>
    /// Labels that cannot be read count as the strictest level where they are enforced, and as none elsewhere. To
    /// enforce is to warn as well, unless another level is given for that.
    /// </summary>
    public static PodSecurityPolicy Of(JsonObject? labels, out List<FieldError> errors)
    {
        errors = [];
        if (labels is null || !labels.Any(l => l.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            return Open;
        }

        var enforce = Read(labels, "enforce", SecurityLevel.Restricted, errors, out var enforced);
        var audit = Read(labels, "audit", SecurityLevel.Privileged, errors, out _);
        var warn = Read(labels, "warn", SecurityLevel.Privileged, errors, out _);
        if (!labels.ContainsKey(Prefix + "warn") && enforced && enforce.Level > warn.Level)
        {
            var minor = labels.ContainsKey(Prefix + "warn-version") ? warn.Minor : enforce.Minor;
            warn = new LevelVersion(enforce.Level, minor);
        }

        return new PodSecurityPolicy(enforce, audit, warn);
    }

    private static LevelVersion Read(
        JsonObject labels, string mode, SecurityLevel unreadable, List<FieldError> errors, out bool given)
    {
        var level = SecurityLevel.Privileged;
        given = false;
        if (labels[Prefix + mode] is { } said)
        {
            var known = said.ToString() switch
            {
                "privileged" => SecurityLevel.Privileged,
                "baseline" => SecurityLevel.Baseline,
                "restricted" => SecurityLevel.Restricted,
                _ => (SecurityLevel?)null,
            };
            given = known is not null;
            level = known ?? unreadable;
            if (!given)
            {
                errors.Add(Error(mode, said, "must be one of privileged, baseline, restricted"));
            }
        }

        int? minor = null;
        if (labels[Prefix + mode + "-version"] is { } version && version.ToString() != "latest")
        {
            minor = Minor(version.ToString());
            if (minor is null)
            {
                errors.Add(Error(mode + "-version", version, "must be \"latest\" or \"v1.x\""));
            }
        }

        return new LevelVersion(level, minor);
    }

    private static int? Minor(string version) =>
        version.StartsWith("v1.", StringComparison.Ordinal)
        && (version.Length == 4 || version[3..] is [>= '1' and <= '9', ..])
        && int.TryParse(version.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? minor : null;

    private static FieldError Error(string label, JsonNode value, string detail) =>
        FieldError.Invalid($"metadata.labels[{Prefix}{label}]", value.ToString(), detail);
}
