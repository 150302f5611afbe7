using System.Text.Json.Nodes;
using Eso.Testing;
using FluentAssertions;
using FluentAssertions.Execution;
using Xunit;

namespace Eso.Integration.Faults;

/// <summary>Every fault by a scenario file, in C# and by the control endpoint: it bites, and it ends.</summary>
public sealed class FaultDoorTests
{
    // AWS's and Kubernetes' own callers; faults spare whoever speaks for the scenario unless they name it.
    private const string Scenario = "eso-scenario*";

    private static readonly string[] NeedALease = ["leadershipLost"];

    public static TheoryData<string> Probes() => new(FaultProbe.All.Keys);

    [Fact]
    public void Every_fault_has_its_probe() =>
        FaultProbe.All.Keys.Select(k => k.Split('/')[0]).Distinct().Should().BeEquivalentTo(EsoFaults.Kinds);

    [Theory]
    [MemberData(nameof(Probes))]
    public async Task Bites_and_ends_by_every_door(string which)
    {
        var (kind, probe) = (which.Split('/')[0], FaultProbe.All[which]);
        await using var world = await ProbeWorld.StartAsync(NeedALease.Contains(kind));
        using var all = new AssertionScope();
        for (var i = 0; i < FaultDoors.All.Length; i++)
        {
            var door = FaultDoors.All[i];
            await probe.Prepare(world, $"probe-{i}");
            await FaultDoors.BeginAsync(world.World, door, kind, Keys(kind, probe.Keys));
            (await probe.See(world, $"probe-{i}")).Should().Be(probe.Bitten, "by {0}", door);

            // What has hit all it was to hit, or was listed anew, is over by itself.
            if (world.World.Faults.InForce.Count > 0)
            {
                await FaultDoors.EndAsync(world.World, door);
            }

            (await probe.See(world, $"probe-{i}-after")).Should().Be(probe.Unharmed, "healed by {0}", door);
        }
    }

    /// <summary>Each bound, the requests that are sent under it, and how each is answered.</summary>
    private static readonly (string Bound, string Keys, string Seen)[] Bounds =
    [
        ("count", """{"count":2}""", "GET a1 hit, GET a1 hit, GET a1 spared"),
        ("after", """{"after":1}""", "GET a1 spared, GET a1 hit"),
        ("probability", """{"probability":0.000001}""", "GET a1 spared, GET a1 spared"),
        ("window", """{"window":"1m"}""", "GET a1 hit, a minute, GET a1 spared"),
        ("caller", """{"on":{"caller":"other*"}}""", "GET a1 spared, GET a1 hit"),
        ("verb", """{"on":{"verb":"patch"}}""", "GET a1 spared, PATCH a1 hit"),
        ("resource", """{"on":{"resource":"secrets"}}""", "GET a1 spared, LIST secrets hit"),
        ("namespace", """{"on":{"namespace":"kube-*"}}""", "GET a1 spared, LIST kube hit"),
        ("name", """{"on":{"name":"b*"}}""", "GET a1 spared, GET b1 hit"),
    ];

    public static TheoryData<string> Doors() => new(FaultDoors.All);

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Every_bound_holds_by_every_door(string door)
    {
        await using var world = await ProbeWorld.StartAsync(leaderElection: false);
        using var all = new AssertionScope();
        foreach (var (bound, written, expected) in Bounds)
        {
            var keys = JsonNode.Parse(written)!.AsObject();
            keys["status"] = 503;
            if (keys["on"]?["caller"] is null)
            {
                keys["on"] ??= new JsonObject();
                keys["on"]!["caller"] = "probe*";
            }

            await FaultDoors.BeginAsync(world.World, door, "kubeError", keys);
            var seen = new List<string>();
            foreach (var request in expected.Split(", "))
            {
                seen.Add(await SendAsync(world, request, bound == "caller" && seen.Count == 1 ? "other/1" : "probe/1"));
            }

            string.Join(", ", seen).Should().Be(expected, "{0} by {1}", bound, door);
            world.World.Faults.HealAll();
        }

        await AwsBoundsAsync(world, door);
    }

    [Theory]
    [InlineData("", """{"fault":"awsThrottle","wiht":{}}""", "the body has no 'wiht', did you mean 'with'?")]
    [InlineData("", """{"fault":"awsThrottle","with":[]}""", "'with' must be an object: the fault's own keys")]
    [InlineData("", """{"fault":"awsThrotle"}""", "there is no fault 'awsThrotle', did you mean 'awsThrottle'?")]
    [InlineData("", """{"fault":"awsThrottle","with":{"count":0}}""", "awsThrottle.count must be at least 1, found 0")]
    [InlineData("", "{}", "'fault' must name a kind of fault")]
    [InlineData("/heal", """{"nam":"x"}""", "the body has no 'nam', did you mean 'name'?")]
    [InlineData("/heal", """{"name":"x"}""", "no fault 'x' is in force: there has been none of that name")]
    public async Task The_control_endpoint_tells_what_is_wrong(string path, string body, string error)
    {
        await using var world = await EsoWorld.StartAsync(o => o.Operator = false);
        using var http = new HttpClient();
        using var content = new StringContent(body);

        using var answer = await http.PostAsync(new Uri(world.Aws.Endpoint!, "/_eso/faults" + path), content);

        ((int)answer.StatusCode).Should().BeInRange(400, 404);
        ((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]).Should().Be(error);
    }

    private static async Task<string> SendAsync(ProbeWorld world, string request, string agent)
    {
        if (request == "a minute")
        {
            await world.World.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));
            return request;
        }

        var (method, what) = (request.Split(' ')[0], request.Split(' ')[1]);
        var path = what switch
        {
            "secrets" => "/api/v1/namespaces/default/secrets",
            "kube" => "/api/v1/namespaces/kube-system/configmaps",
            _ => $"{ProbeWorld.ConfigMaps}/{what}",
        };
        var answer = await world.Kube.SendAsync(method == "LIST" ? "GET" : method, path, method == "PATCH" ? [] : null, agent);
        return $"{method} {what} {(answer.StartsWith("503", StringComparison.Ordinal) ? "hit" : "spared")}";
    }

    /// <summary>AWS: operation, also of the query protocol, and the name of what the request is about.</summary>
    private static async Task AwsBoundsAsync(ProbeWorld world, string door)
    {
        foreach (var (on, hit, spared) in ((string, (string, string, string), (string, string, string))[])
        [
            ("""{"operation":"ssm.GetP*"}""", ("ssm", "GetParameter", "Name=/app/db"), ("ssm", "DescribeParameters", "")),
            ("""{"operation":"sts.GetCallerIdentity"}""", ("sts", "GetCallerIdentity", ""), ("sts", "AssumeRole", "RoleArn=arn:aws:iam::000000000000:role/x")),
            ("""{"operation":"sts.*","name":"reader"}""",
                ("sts", "AssumeRole", "RoleArn=arn:aws:iam::000000000000:role/reader"), ("sts", "AssumeRole", "RoleArn=arn:aws:iam::000000000000:role/x")),
            ("""{"name":"app-*"}""", ("secretsmanager", "DescribeSecret", "SecretId=app-db"), ("secretsmanager", "DescribeSecret", "SecretId=other")),
            ("""{"name":"app/db"}""",
                ("secretsmanager", "DescribeSecret", "SecretId=arn:aws:secretsmanager:us-east-1:000000000000:secret:app/db-AbCdEf"), ("ssm", "GetParameter", "Name=app/dba")),
            ("""{"name":"/app/*"}""", ("ssm", "GetParameter", "Name=/app/db"), ("ssm", "GetParameter", "Name=/other")),
        ])
        {
            var keys = new JsonObject { ["on"] = JsonNode.Parse(on), ["code"] = "Hit" };
            keys["on"]!["caller"] = Scenario;
            await FaultDoors.BeginAsync(world.World, door, "awsError", keys);
            (await CodeAsync(world, hit)).Should().Be("Hit", "{0} by {1}", on, door);
            (await CodeAsync(world, spared)).Should().NotBe("Hit", "{0} by {1}", on, door);
            world.World.Faults.HealAll();
        }
    }

    private static async Task<string> CodeAsync(ProbeWorld world, (string Service, string Operation, string Member) call)
    {
        var request = new JsonObject();
        if (call.Member.Length > 0)
        {
            request[call.Member.Split('=')[0]] = call.Member.Split('=')[1];
        }

        try
        {
            await world.World.Aws.CallAsync(call.Service, call.Operation, request);
            return "";
        }
        catch (EsoAwsException e)
        {
            return e.Code;
        }
    }

    private static JsonObject Keys(string kind, string written)
    {
        var keys = JsonNode.Parse(written)!.AsObject();
        var on = keys["on"] as JsonObject;
        var aws = kind.StartsWith("aws", StringComparison.Ordinal) || on?.ContainsKey("operation") == true;
        if (aws)
        {
            keys["on"] ??= new JsonObject();
            keys["on"]!["caller"] = Scenario;
        }

        return keys;
    }
}
