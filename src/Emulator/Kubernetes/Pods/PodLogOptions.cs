using System.Globalization;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>The query of a Pod's <c>/log</c>, checked as the real server does before it looks for the Pod.</summary>
internal sealed record PodLogOptions(
    string Container, bool Follow, bool Previous, bool Timestamps, long? TailLines, long? LimitBytes, long? SinceSeconds, DateTimeOffset? SinceTime)
{
    public static PodLogOptions Read(IQueryCollection query, string pod)
    {
        var options = new PodLogOptions(
            query["container"].FirstOrDefault() ?? "",
            IsTrue(query, "follow"),
            IsTrue(query, "previous"),
            IsTrue(query, "timestamps"),
            Whole(query, "tailLines"),
            Whole(query, "limitBytes"),
            Whole(query, "sinceSeconds"),
            Time(query));
        var errors = options.Problems().ToList();
        return errors.Count == 0 ? options : throw KubeErrors.Invalid("", "PodLogOptions", pod, errors);
    }

    private IEnumerable<FieldError> Problems()
    {
        if (TailLines < 0)
        {
            yield return FieldError.Invalid("tailLines", TailLines, "must be greater than or equal to 0");
        }

        if (LimitBytes < 1)
        {
            yield return FieldError.Invalid("limitBytes", LimitBytes, "must be greater than 0");
        }

        if (SinceSeconds is not null && SinceTime is not null)
        {
            yield return FieldError.Forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified");
        }
        else if (SinceSeconds < 1)
        {
            yield return FieldError.Invalid("sinceSeconds", SinceSeconds, "must be greater than 0");
        }
    }

    private static bool IsTrue(IQueryCollection query, string key) =>
        query.TryGetValue(key, out var value) && value.FirstOrDefault() is not ("0" or "false");

    private static long? Whole(IQueryCollection query, string key)
    {
        if (query[key].FirstOrDefault() is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw KubeErrors.BadRequest($"strconv.ParseInt: parsing {FieldError.Quote(text)}: invalid syntax");
    }

    /// <summary>An empty time is none, and so is the word null (metav1.Time's UnmarshalQueryParameter).</summary>
    private static DateTimeOffset? Time(IQueryCollection query)
    {
        if (query["sinceTime"].FirstOrDefault() is not { Length: > 0 } text || text == "null")
        {
            return null;
        }

        return GoTime.Parse(text, out var error) is { } time
            ? new DateTimeOffset(time.Date, TimeSpan.Zero).AddTicks(time.Nanos / 100)
            : throw KubeErrors.BadRequest(error);
    }
}
