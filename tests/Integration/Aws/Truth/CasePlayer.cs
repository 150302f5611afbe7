using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Eso.Integration.Aws.Truth;

/// <summary>Plays one recorded case and lists what differs.</summary>
internal sealed class CasePlayer(RawAwsClient client, int seed, IReadOnlyDictionary<string, string> given)
{
    private const string DefaultRegion = "us-east-1";
    private const int EventualTries = 50;
    private readonly Random chance = new(seed);
    private static readonly TimeSpan EventualWait = TimeSpan.FromMilliseconds(20);

    public async Task<List<string>> PlayAsync(JsonObject test)
    {
        var variables = new CaseVariables(chance) { ["region"] = test["region"]?.ToString() ?? DefaultRegion };
        var caller = await client.CallAsync("sts", "GetCallerIdentity", [], DefaultRegion, "test", null);
        variables["account"] = caller.Body?["Account"]?.ToString() ?? "000000000000";
        foreach (var (name, value) in given)
        {
            variables[name] = value;
        }

        foreach (var (name, template) in test["variables"] as JsonObject ?? [])
        {
            if (!variables.Has(name))
            {
                variables.Make(name, template!.ToString());
            }
        }

        var problems = new List<string>();
        var steps = test["steps"]!.AsArray();
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i]!.AsObject();
            var found = await StepAsync(test, step, variables);
            for (var tries = 0; found.Count > 0 && step["eventually"] is not null && tries < EventualTries; tries++)
            {
                await Task.Delay(EventualWait, TimeProvider.System);
                found = await StepAsync(test, step, variables);
            }

            if (step["optional"] is null)
            {
                problems.AddRange(found.Select(f => $"step {i + 1} {step["call"]}: {f}"));
            }
        }

        foreach (var step in test["cleanup"] as JsonArray ?? [])
        {
            await StepAsync(test, step!.AsObject(), variables);
        }

        return problems;
    }

    private async Task<List<string>> StepAsync(JsonObject test, JsonObject step, CaseVariables variables)
    {
        try
        {
            return await PlayStepAsync(test, step, variables);
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return [$"{e.GetType().Name}: {e.Message}"];
        }
    }

    private async Task<List<string>> PlayStepAsync(JsonObject test, JsonObject step, CaseVariables variables)
    {
        if (step["delaySeconds"] is JsonValue delay)
        {
            await Task.Delay(TimeSpan.FromSeconds(double.Parse(delay.ToJsonString())), TimeProvider.System);
        }

        var answer = await CallAsync(test, step, variables);
        foreach (var (name, path) in step["save"] as JsonObject ?? [])
        {
            if (CaseVariables.Pick(answer.Body, path!.ToString()) is JsonNode saved)
            {
                variables[name] = saved;
            }
        }

        var wanted = step["expect"] as JsonObject ?? [];
        var found = Compare(wanted, answer, variables);
        var ignored = (wanted["ignore"] as JsonArray)?.Select(p => p!.ToString()).ToHashSet() ?? [];
        found.RemoveAll(d => ignored.Contains(Regex.Replace(d.Split(':')[0], @"\[\d+\]", "[*]")));
        foreach (var group in test["distinct"] as JsonArray ?? [])
        {
            var have = group!.AsArray().Select(n => n!.ToString()).Where(variables.Has)
                .Select(n => variables[n]?.ToJsonString()).ToArray();
            if (have.Distinct().Count() != have.Length)
            {
                found.Add($"values of {group.ToJsonString()} are not all different");
            }
        }

        return found;
    }

    private async Task<RawAnswer> CallAsync(JsonObject test, JsonObject step, CaseVariables variables)
    {
        var service = (step["service"] ?? test["service"])!.ToString();
        var operation = step["call"]!.ToString();
        var region = (step["region"] ?? variables["region"])!.ToString();
        var parameters = variables.Substitute(step["params"] ?? new JsonObject())!.AsObject();
        if (step["omitIdempotencyToken"] is null)
        {
            foreach (var (name, member) in client.Operation(service, operation)["input"] as JsonObject ?? [])
            {
                if (member!["idempotencyToken"] is not null && !parameters.ContainsKey(name))
                {
                    parameters[name] = variables.Uuid();
                }
            }
        }

        var credentials = step["credentials"] is { } named ? variables[named.ToString()] : null;
        var key = credentials?["AccessKeyId"]?.ToString() ?? (step["account"] is null ? "test" : "222222222222");
        Task<RawAnswer> Send() =>
            client.CallAsync(service, operation, parameters, region, key, credentials?["SessionToken"]?.ToString());
        var answer = await Send();
        while (step["allPages"] is not null && answer.Body?["NextToken"] is { } token)
        {
            parameters["NextToken"] = token.DeepClone();
            answer = Join(answer, await Send());
        }

        return answer;
    }

    private static RawAnswer Join(RawAnswer first, RawAnswer next)
    {
        var all = next.Body!.DeepClone().AsObject();
        foreach (var (name, value) in first.Body!)
        {
            if (value is JsonArray before && all[name] is JsonArray after)
            {
                all[name] = new JsonArray(before.Concat(after).Select(v => v?.DeepClone()).ToArray());
            }
        }

        return next with { Body = all };
    }

    private static List<string> Compare(JsonObject wanted, RawAnswer answer, CaseVariables variables)
    {
        var matching = new ValueMatching(variables["region"]!.ToString());
        var found = new List<string>();
        if (wanted["status"] is JsonValue status && status.GetValue<int>() != answer.Status)
        {
            found.Add($"HTTP status: expected {status}, got {answer.Status}");
        }

        if (wanted["error"] is JsonObject error)
        {
            var have = answer.Error ?? new JsonObject { ["code"] = "(success)" };
            foreach (var (key, expected) in (JsonObject)variables.Substitute(error)!)
            {
                found.AddRange(matching.Differences(
                    expected, have.ContainsKey(key) ? have[key] : ValueMatching.Absent, $"error.{key}"));
            }

            return found;
        }

        if (answer.Error is { } failure)
        {
            found.Add($"error {failure["code"]}: {failure["message"]}");
            return found;
        }

        var places = (wanted["paths"] as JsonObject ?? []).ToDictionary(p => p.Key, p => p.Value);
        if (wanted["body"] is { } body)
        {
            places["$"] = body;
        }

        foreach (var (path, expected) in places)
        {
            var at = variables.Substitute(JsonValue.Create(path))!.ToString();
            found.AddRange(matching.Differences(variables.Substitute(expected), CaseVariables.Pick(answer.Body, at), at));
        }

        return found;
    }
}
