using Eso.Operator.Secrets.Regexp;

namespace Eso.Operator.Providers;

/// <summary><c>find.name.regexp</c>: Go's syntax, matching anywhere in the name.</summary>
internal static class FindMatcher
{
    /// <exception cref="ProviderException">It is no regular expression; ESO's text.</exception>
    public static GoRegexp Compile(string pattern) =>
        GoRegexp.TryCompile(pattern, out var regexp, out var error)
            ? regexp!
            : throw new ProviderException(Failure.Invalid, $"could not compile find.name.regexp [{pattern}]: {error}");
}
