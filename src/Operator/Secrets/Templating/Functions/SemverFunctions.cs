using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: semantic versions.</summary>
[TemplateFunctions]
internal static class SemverFunctions
{
    public static GoSemver Semver(string version) => GoSemver.Parse(version);

    public static bool SemverCompare(string constraint, string version)
    {
        var parsed = SemverConstraint.Parse(constraint);
        return parsed.Accepts(GoSemver.Parse(version));
    }
}
