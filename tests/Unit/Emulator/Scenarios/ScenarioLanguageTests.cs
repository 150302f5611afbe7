using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;
using Eso.Emulator.Scenarios.Steps;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Scenarios;

public sealed class ScenarioLanguageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eso-language-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_matrix_makes_one_scenario_per_case()
    {
        var scenarios = ScenarioLoader.Load("""
            scenario: sync from ${service}
            matrix: [{ service: SecretsManager }, { service: ParameterStore }]
            variables: { key: "app-${service}" }
            steps:
              - seed: { service: "${service}", name: "${key}", value: x }
            """, "a.yaml");

        scenarios.Select(s => s.Name).Should().Equal("sync from SecretsManager", "sync from ParameterStore");
        scenarios[1].Variables["key"].Should().Be("app-ParameterStore");
    }

    [Fact]
    public void A_matrix_of_lists_makes_every_combination_and_names_them_apart()
    {
        var scenarios = ScenarioLoader.Load("""
            scenario: x
            matrix: { a: [1, 2], b: [3, 4] }
            steps: [settle]
            """, "a.yaml");

        scenarios.Select(s => s.Name).Should().Equal("x [1, 3]", "x [1, 4]", "x [2, 3]", "x [2, 4]");
    }

    [Fact]
    public void Loops_hold_steps_and_their_needs()
    {
        var scenario = ScenarioLoader.Load("""
            scenario: x
            steps:
              - repeat:
                  times: 3
                  as: i
                  steps:
                    - forEach:
                        item: s
                        in: [{ name: a, value: 1 }, { name: b, value: 2 }]
                        steps:
                          - seed: { name: "${s.name}-${i}", value: "${s.value}" }
                    - advance: 1h
            """, "a.yaml").Single();

        scenario.Steps.Should().ContainSingle().Which.Children.Should().HaveCount(2);
        scenario.Needs.Should().Contain(Eso.Emulator.Grounds.Need.Clock);
        var loop = (ForEach)scenario.Steps[0].Children[0].Bind((_, _) => "");
        loop.Rounds().Select(r => r["s.name"]).Should().Equal("a", "b");
    }

    [Fact]
    public void An_included_file_gets_its_parameters_and_defaults()
    {
        Write("part.yaml", "parameters: { name: null, value: plain }\nsteps:\n  - seed: { name: \"${name}\", value: \"${value}\" }\n");
        var scenario = ScenarioLoader.LoadFile(Write("a.yaml", "scenario: x\nsteps:\n  - include: { file: part.yaml, with: { name: db } }\n")).Single();

        var include = (Include)scenario.Steps[0].Bind((_, _) => "");
        include.Rounds().Single().Should().Equal(new Dictionary<string, string> { ["name"] = "db", ["value"] = "plain" });
        scenario.Steps[0].Children.Should().ContainSingle();
    }

    [Fact]
    public void An_include_without_end_is_told()
    {
        Write("part.yaml", "steps:\n  - include: part.yaml\n");

        Loading(Write("a.yaml", "scenario: x\nsteps:\n  - include: part.yaml\n"))
            .Should().Throw<ScenarioError>().WithMessage("*an include without end: *part.yaml → *part.yaml");
    }

    [Theory]
    [InlineData("- include: { file: part.yaml }", "*part.yaml needs the parameter 'name'")]
    [InlineData("- include: { file: part.yaml, with: { nme: x } }", "*part.yaml has no parameter 'nme', did you mean 'name'?")]
    [InlineData("- include: nowhere.yaml", "*there is no file *nowhere.yaml to include")]
    [InlineData("- repeat: { times: 99999999, steps: [settle] }", "*:3:5: repeat.times must be from 1 to 10000, found 99999999: a loop must have an end")]
    [InlineData("- repeat: { steps: [settle] }", "*:3:13: repeat needs 'times': How often, 1 to 10000.")]
    [InlineData("- repeat: { times: 2 }", "*:3:5: repeat needs 'steps': a list that is not empty")]
    [InlineData("- forEach: { item: x, in: [], steps: [settle] }", "*:3:5: forEach.in must be a list that is not empty")]
    [InlineData("- seed: { name: \"${nme}\", value: x }", "*:3:19: there is no variable 'nme'*")]
    [InlineData("- seed: { name: db, value: x, json: {} }", "*:3:5: give one of value, json, binary and generate")]
    [InlineData("- apply: { file: missing }", "*:3:5: there is no file or folder missing*")]
    [InlineData("- apply: \"kind: [\"", "*:3:5: *")]
    [InlineData("- heal: storm", "*:3:5: no fault 'storm' is in force here; none is known here")]
    [InlineData("- heal", "*:3:5: no fault is in force here: there is nothing to heal")]
    [InlineData("- inject: { fault: awsThrottle, name: storm }\n  - heal: strom", "*:4:5: no fault 'strom' is in force here, did you mean 'storm'?")]
    [InlineData("- inject: { fault: awsThrottle }\n  - heal\n  - heal: awsThrottle", "*:5:5: no fault 'awsThrottle' is in force here*")]
    [InlineData("- inject: { fault: awsThrottle, with: { on: { operation: ssm.GetParametr } } }",
        "*:3:5: awsThrottle meets no request with on.operation 'ssm.GetParametr', did you mean 'ssm.GetParameter'?")]
    [InlineData("- inject: { fault: awsThrottle, with: { on: { resource: secrets } } }",
        "*:3:5: awsThrottle meets no request with on.resource 'secrets': it is about AWS, where 'on' takes caller, operation and name")]
    [InlineData("- inject: { fault: kubeError, with: { on: { verb: gte } } }",
        "*:3:5: kubeError meets no request with on.verb 'gte', did you mean 'get'?")]
    [InlineData("- inject: { fault: operatorCrash, with: { on: { verb: list } } }", "*:3:5: operatorCrash meets no request with on.verb 'list'*")]
    [InlineData("- inject: { fault: latency, with: { by: 1s, on: { operation: ssm.*, verb: get } } }", "*:3:5: latency meets no request with on.*")]
    [InlineData("- inject: { fault: awsStaleReads, with: { on: { operation: ssm.PutParameter } } }", "*:3:5: awsStaleReads meets no request*")]
    [InlineData("- inject: { fault: operatorCrash, with: { at: \"1\" } }", "*:3:5: operatorCrash.at must be one of Before, After, found '1'")]
    [InlineData("- delete: { kind: ExternalSecrt, name: x }", "*:3:5: the kind 'ExternalSecrt' is not known, did you mean 'ExternalSecret'?*")]
    [InlineData("- delete: { kind: Fancy, name: x }", "*:3:5: the kind 'Fancy' is not known by its name alone: give 'apiVersion' too")]
    public void What_is_wrong_is_told_before_anything_runs(string step, string message)
    {
        Write("part.yaml", "parameters: { name: null }\nsteps: [settle]\n");

        Loading(Write("a.yaml", $"scenario: x\nsteps:\n  {step}\n")).Should().Throw<ScenarioError>().WithMessage(message);
    }

    [Theory]
    [InlineData("- inject: { fault: awsThrottle, name: storm }\n  - repeat: { times: 2, steps: [{ heal: storm }, { inject: { fault: awsThrottle, name: storm } }] }\n  - heal: storm")]
    [InlineData("- forEach: { item: f, in: [awsThrottle], steps: [{ inject: { fault: \"${f}\" } }] }\n  - heal: awsThrottle\n  - heal")]
    [InlineData("- inject: { fault: latency, with: { by: 1s, on: { operation: sts.AssumeRole*, name: \"arn:*\" } } }")]
    [InlineData("- inject: { fault: twoLeaders, with: { on: { caller: \"external-secrets/*\" } } }")]
    [InlineData("- inject: { fault: webhookDown, with: { on: { namespace: app, name: hook } } }")]
    [InlineData("- delete: { kind: GeneratorState, name: x }")]
    public void What_may_be_meant_is_taken(string steps) =>
        Loading(Write("a.yaml", $"scenario: x\nsteps:\n  {steps}\n")).Should().NotThrow();

    [Fact]
    public void A_saved_variable_is_known_to_later_steps()
    {
        var load = () => ScenarioLoader.Load("""
            scenario: x
            steps:
              - createSecret: { name: db, generate: 20, saveVersion: first, saveValue: password }
              - title: "the password has ${password}"
                expectSecret: { name: db, data: { p: "${password}" } }
            """, "a.yaml");

        load.Should().NotThrow();
    }

    [Fact]
    public void Two_scenarios_of_one_name_are_refused()
    {
        Write("a.yaml", "scenario: x\nsteps: [settle]\n");
        Write("b.yaml", "scenario: x\nsteps: [settle]\n");
        var load = () => ScenarioLoader.LoadAll([folder]);

        load.Should().Throw<ScenarioError>().WithMessage("*b.yaml:1:1: the scenario 'x' is also in *a.yaml: names must differ");
    }

    [Fact]
    public void Settings_of_the_world_are_read_and_checked()
    {
        var scenario = ScenarioLoader.Load("scenario: x\nworld: { iam: Enforce, leaderElection: true }\nsteps: [settle]\n", "a.yaml").Single();

        scenario.World.LeaderElection.Should().BeTrue();
        scenario.Needs.Should().BeEquivalentTo([Eso.Emulator.Grounds.Need.Iam, Eso.Emulator.Grounds.Need.Operator]);
        var load = () => ScenarioLoader.Load("scenario: x\nworld: { iamm: Enforce }\nsteps: [settle]\n", "a.yaml");
        load.Should().Throw<ScenarioError>().WithMessage("a.yaml:2:10: world has no 'iamm', did you mean 'iam'?");
    }

    [Fact]
    public void Metrics_are_read_with_their_labels()
    {
        var samples = MetricsPage.Read("# HELP a b\n# TYPE a counter\na{x=\"1\",y=\"a \\\"b\\\"\"} 3\nb 0.5\nc_bucket{le=\"+Inf\"} 7\n");

        samples.Select(s => (s.Name, s.Value)).Should().Equal(("a", 3), ("b", 0.5), ("c_bucket", 7));
        samples[0].Labels["y"].Should().Be("a \"b\"");
    }

    private static Func<IReadOnlyList<Scenario>> Loading(string file) => () => ScenarioLoader.LoadFile(file);

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
