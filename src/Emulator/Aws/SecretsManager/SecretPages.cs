using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>One page of a listing.</summary>
internal sealed record SecretPage(IReadOnlyList<Secret> Secrets, string? NextToken);

/// <summary>Sorted, filtered pages. A page starts after a position in the order, never at an offset.</summary>
internal static class SecretPages
{
    // One page looks at no more than this many secrets: like AWS it may then be short or empty and still have a token.
    private const int ScanMax = 200_000;

    public static SecretPage Read(
        JsonObject request,
        string operation,
        SecretsState state,
        SecretFilters filters,
        int pageMax,
        OperationContext context)
    {
        var planned = request.Flag("IncludePlannedDeletion") ?? false;
        var sort = request.Text("SortBy") ?? "created-date";
        var descending = request.Text("SortOrder") == "desc";
        var question = $"{operation} {context.Account} {context.Region} {sort} {descending} {planned} "
            + request["Filters"]?.ToJsonString();
        string? cursor = null;
        if (request.Text("NextToken") is { } token)
        {
            cursor = PageTokens.TryRead(question, token, out var position) ? position : throw SecretsErrors.PageToken();
        }

        var count = (int)(request.Number("MaxResults") ?? pageMax);
        var page = new List<Secret>(Math.Min(count, 100));
        Secret? last = null;
        var seen = 0;
        foreach (var secret in From(state, sort, descending, cursor, context.Now))
        {
            if (page.Count == count || seen++ == ScanMax)
            {
                // There is more: the page ends after the last one looked at.
                return new SecretPage(page, PageTokens.Make(question, Position(last!, sort)));
            }

            last = secret;
            if ((planned || secret.Deletion is null) && filters.Match(secret))
            {
                page.Add(secret);
            }
        }

        return new SecretPage(page, null);
    }

    private static IEnumerable<Secret> From(
        SecretsState state, string sort, bool descending, string? cursor, DateTimeOffset now)
    {
        if (sort == "created-date")
        {
            var after = cursor is null ? (long?)null : long.Parse(cursor, CultureInfo.InvariantCulture);
            return descending ? state.ByAgeDescending(now, after ?? long.MaxValue) : state.ByAge(now, after ?? 0);
        }

        var order = Comparer<Secret>.Create((a, b) => Compare(a, b, sort));
        IEnumerable<Secret> sorted = descending
            ? state.ByAge(now).OrderDescending(order)
            : state.ByAge(now).Order(order);
        if (cursor is null)
        {
            return sorted;
        }

        var at = Parse(cursor, sort);
        return sorted.SkipWhile(s => descending ? Compare(s, at, sort) >= 0 : Compare(s, at, sort) <= 0);
    }

    private static int Compare(Secret a, Secret b, string sort)
    {
        var byKey = sort switch
        {
            "name" => string.CompareOrdinal(a.Name, b.Name),
            "last-changed-date" => a.LastChanged.CompareTo(b.LastChanged),
            _ => Nullable.Compare(a.LastAccessed, b.LastAccessed),
        };
        return byKey != 0 ? byKey : a.Sequence.CompareTo(b.Sequence);
    }

    private static string Position(Secret secret, string sort)
    {
        var key = sort switch
        {
            "name" => secret.Name,
            "last-changed-date" => secret.LastChanged.UtcTicks.ToString(CultureInfo.InvariantCulture),
            "last-accessed-date" => (secret.LastAccessed?.UtcTicks ?? 0).ToString(CultureInfo.InvariantCulture),
            _ => "",
        };
        return key.Length == 0 ? $"{secret.Sequence}" : $"{secret.Sequence}|{key}";
    }

    private static Secret Parse(string cursor, string sort)
    {
        var parts = cursor.Split('|', 2);
        var ticks = sort == "name" ? 0 : long.Parse(parts[1], CultureInfo.InvariantCulture);
        var time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return new Secret
        {
            Name = sort == "name" ? parts[1] : "",
            Arn = "",
            Created = default,
            Sequence = long.Parse(parts[0], CultureInfo.InvariantCulture),
            LastChanged = time,
            LastAccessed = ticks == 0 ? null : time,
        };
    }
}
