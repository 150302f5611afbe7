using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Http;

internal enum FieldValidation
{
    Ignore,
    Warn,
    Strict,
}

/// <summary>Options of POST, PUT and PATCH.</summary>
internal sealed record WriteOptions(bool DryRun, string FieldManager, FieldValidation FieldValidation, bool? Force)
{
    /// <summary>Reads and checks them; <paramref name="kind"/> is CreateOptions, UpdateOptions or PatchOptions.</summary>
    public static WriteOptions Read(IQueryCollection query, string kind, bool isApply = false)
    {
        var errors = new List<FieldError>();
        bool? force = null;
        if (kind == "PatchOptions")
        {
            if (query.TryGetValue("force", out var forced))
            {
                force = ListOptions.Truth(forced[0]);
            }

            if (isApply)
            {
                if (query["fieldManager"].ToString().Length == 0)
                {
                    errors.Add(FieldError.Required("fieldManager", "is required for apply patch"));
                }
            }
            else if (force is not null)
            {
                errors.Add(FieldError.Forbidden("force", "may not be specified for non-apply patch"));
            }
        }

        var manager = query["fieldManager"].FirstOrDefault() ?? "";
        CheckManager(manager, errors);
        var dryRun = CheckDryRun(query["dryRun"].Where(v => v is not null).ToList()!, query.ContainsKey("dryRun"), errors);
        var validation = CheckValidation(query["fieldValidation"].FirstOrDefault() ?? "", errors);
        return errors.Count == 0
            ? new WriteOptions(dryRun, manager, validation, force)
            : throw KubeErrors.InvalidOptions(kind, errors);
    }

    internal static bool CheckDryRun(IReadOnlyList<string> values, bool present, List<FieldError> errors)
    {
        if (!present || values.Count == 0)
        {
            return false;
        }

        if (values.Any(v => v != "All"))
        {
            var shown = new JsonArray(values.Select(v => (JsonNode?)JsonValue.Create(v)).ToArray());
            errors.Add(FieldError.NotSupported("dryRun", shown, ["All"]));
        }

        return true;
    }

    private static void CheckManager(string manager, List<FieldError> errors)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(manager) > 128)
        {
            errors.Add(FieldError.TooLong("fieldManager", 128));
        }

        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!Printable(rune))
            {
                errors.Add(FieldError.Invalid(
                    "fieldManager",
                    manager,
                    $"invalid character U+{rune.Value.ToString("X4", CultureInfo.InvariantCulture)} (at position {position})"));
            }

            position += rune.Utf8SequenceLength;
        }
    }

    private static bool Printable(System.Text.Rune rune) =>
        rune.Value == ' ' || System.Text.Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator);

    private static FieldValidation CheckValidation(string value, List<FieldError> errors)
    {
        switch (value)
        {
            case "" or "Warn":
                return FieldValidation.Warn;
            case "Ignore":
                return FieldValidation.Ignore;
            case "Strict":
                return FieldValidation.Strict;
            default:
                errors.Add(FieldError.NotSupported("fieldValidation", value, ["", "Ignore", "Strict", "Warn"]));
                return FieldValidation.Warn;
        }
    }
}

/// <summary>Options of lists, watches and deletecollection.</summary>
internal sealed record ListOptions
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    public long Limit { get; init; }

    public string Continue { get; init; } = "";

    public string ResourceVersion { get; init; } = "";

    public string ResourceVersionMatch { get; init; } = "";

    public long? TimeoutSeconds { get; init; }

    public bool AllowWatchBookmarks { get; init; }

    public bool? SendInitialEvents { get; init; }

    public static ListOptions Read(IQueryCollection query) => new()
    {
        LabelSelector = query["labelSelector"].FirstOrDefault() ?? "",
        FieldSelector = query["fieldSelector"].FirstOrDefault() ?? "",
        Limit = Number(query, "limit") ?? 0,
        Continue = query["continue"].FirstOrDefault() ?? "",
        ResourceVersion = query["resourceVersion"].FirstOrDefault() ?? "",
        ResourceVersionMatch = query["resourceVersionMatch"].FirstOrDefault() ?? "",
        TimeoutSeconds = Number(query, "timeoutSeconds"),
        AllowWatchBookmarks = query.ContainsKey("allowWatchBookmarks") && Truth(query["allowWatchBookmarks"][0]),
        SendInitialEvents = query.ContainsKey("sendInitialEvents") ? Truth(query["sendInitialEvents"][0]) : null,
    };

    /// <summary>queryparams' booleans: only absent, 0 and false are false.</summary>
    public static bool Truth(string? value) => value is not ("0" or "false" or "False" or "FALSE");

    public static bool IsWatch(IQueryCollection query) => query.ContainsKey("watch") && Truth(query["watch"][0]);

    /// <summary>
    /// The options as a watch takes them: one from no version, or from any, is a watch-list. Its end is marked where
    /// bookmarks are welcome.
    /// </summary>
    public ListOptions ForWatch() =>
        SendInitialEvents is null && ResourceVersionMatch.Length == 0 && ResourceVersion is "" or "0"
            ? this with { SendInitialEvents = true, ResourceVersionMatch = "NotOlderThan" }
            : this;

    /// <summary>metainternalversion's ValidateListOptions.</summary>
    public void Check(bool watch)
    {
        var errors = new List<FieldError>();
        if (watch)
        {
            CheckWatch(errors);
        }
        else
        {
            CheckList(errors);
        }

        if (errors.Count > 0)
        {
            throw KubeErrors.InvalidOptions("ListOptions", errors);
        }
    }

    private void CheckList(List<FieldError> errors)
    {
        var match = ResourceVersionMatch;
        if (match.Length > 0)
        {
            Forbid(errors, ResourceVersion.Length == 0, "resourceVersionMatch is forbidden unless resourceVersion is provided");
            Forbid(errors, Continue.Length > 0, "resourceVersionMatch is forbidden when continue is provided");
            if (match is not ("Exact" or "NotOlderThan"))
            {
                errors.Add(FieldError.NotSupported("resourceVersionMatch", match, ["Exact", "NotOlderThan", ""]));
            }

            Forbid(
                errors,
                match == "Exact" && ResourceVersion == "0",
                "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }

        if (SendInitialEvents is not null)
        {
            errors.Add(FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
    }

    private void CheckWatch(List<FieldError> errors)
    {
        var match = ResourceVersionMatch;
        Forbid(
            errors,
            SendInitialEvents is not null && match != "NotOlderThan",
            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        if (match.Length == 0)
        {
            return;
        }

        Forbid(errors, SendInitialEvents is null, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        if (match != "NotOlderThan")
        {
            errors.Add(FieldError.NotSupported("resourceVersionMatch", match, ["NotOlderThan"]));
        }

        Forbid(errors, Continue.Length > 0, "resourceVersionMatch is forbidden when continue is provided");
    }

    private static void Forbid(List<FieldError> errors, bool wrong, string why)
    {
        if (wrong)
        {
            errors.Add(FieldError.Forbidden("resourceVersionMatch", why));
        }
    }

    private static bool IsWhole(string text) => text.Length > 0 && text.TrimStart('-', '+').All(char.IsAsciiDigit);

    private static long? Number(IQueryCollection query, string name)
    {
        var text = query[name].FirstOrDefault();
        if (text is null)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw KubeErrors.BadRequest(
                $"strconv.ParseInt: parsing \"{text}\": {(IsWhole(text) ? "value out of range" : "invalid syntax")}");
    }
}
