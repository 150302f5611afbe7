using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Eso.Testing;

namespace Eso.Integration.Faults;

/// <summary>The three ways in which a fault is put in force and ended.</summary>
internal static class FaultDoors
{
    public static readonly string[] All = ["scenario file", "C#", "control endpoint"];

    /// <summary>Puts a fault in force under the name <c>probe</c>.</summary>
    public static Task BeginAsync(EsoWorld world, string door, string kind, JsonObject keys) => door switch
    {
        "C#" => Now(() => world.Faults.Inject(kind, keys, "probe")),
        "scenario file" => ScenarioAsync(world, new JsonObject
        {
            ["inject"] = new JsonObject { ["fault"] = kind, ["name"] = "probe", ["with"] = keys.DeepClone() },
        }),
        _ => PostAsync(world, "faults", new JsonObject { ["fault"] = kind, ["name"] = "probe", ["with"] = keys.DeepClone() }),
    };

    /// <summary>Ends it.</summary>
    public static Task EndAsync(EsoWorld world, string door) => door switch
    {
        "C#" => Now(() => world.Faults.Heal("probe")),
        "scenario file" => ScenarioAsync(world, new JsonObject { ["heal"] = "probe" }),
        _ => PostAsync(world, "faults/heal", new JsonObject { ["name"] = "probe" }),
    };

    private static Task Now(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private static async Task ScenarioAsync(EsoWorld world, JsonObject step)
    {
        // JSON is YAML.
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, new JsonObject { ["scenario"] = "a door", ["steps"] = new JsonArray(step) }.ToJsonString());
            await world.RunScenarioAsync(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task PostAsync(EsoWorld world, string path, JsonObject body)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri(world.Aws.Endpoint!, $"/_eso/{path}"), body);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
    }
}
