using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Scenarios;

public sealed class ScenarioLoaderTests
{
    [Fact]
    public void A_scenario_is_read_with_its_needs()
    {
        var scenario = ScenarioLoader.Load("""
            scenario: one
            about: a story
            steps:
              - createSecret: { name: db, value: x }
              - advance: 1h30m
              - settle
            """, "a.yaml").Should().ContainSingle().Subject;

        scenario.Name.Should().Be("one");
        scenario.Steps.Select(s => s.Key).Should().Equal("createSecret", "advance", "settle");
        scenario.Needs.Should().Equal(Need.Clock);
    }

    [Theory]
    [InlineData("scenario: x\nsteps:\n  - creatSecret: { name: db }\n", "a.yaml:3:5: there is no step 'creatSecret', did you mean 'createSecret'?")]
    [InlineData("scenario: x\nsteps:\n  - createSecret: { nam: db }\n", "a.yaml:3:21: createSecret has no 'nam', did you mean 'name'?")]
    [InlineData("scenario: x\nsteps:\n  - createSecret: { value: db }\n", "a.yaml:3:19: createSecret needs 'name': The secret's name.")]
    [InlineData("scenario: x\nsteps:\n  - advance: soon\n", "a.yaml:3:14: advance must be a duration such as 90s, 1h or 1h30m, found 'soon'")]
    [InlineData("scenario: x\nstep:\n  - settle\n", "a.yaml:2:1: a scenario has no 'step', did you mean 'steps'?")]
    [InlineData("scenario: x\nsteps: []\n", "a.yaml:1:1: the scenario 'x' needs 'steps': a list that is not empty")]
    [InlineData("scenario: x\nneed: [clok]\nsteps: [settle]\n", "a.yaml:2:7: unknown need 'clok', did you mean 'clock'?")]
    [InlineData("", "a.yaml:1:1: the file is empty; expected a scenario with 'scenario' and 'steps'")]
    public void What_is_wrong_is_told_with_its_place(string text, string message)
    {
        var load = () => ScenarioLoader.Load(text, "a.yaml");

        load.Should().Throw<ScenarioError>().WithMessage(message);
    }

    [Fact]
    public void Broken_yaml_is_told_with_its_place()
    {
        var load = () => ScenarioLoader.Load("scenario: [x\nsteps: }", "a.yaml");

        load.Should().Throw<ScenarioError>().Which.At.File.Should().Be("a.yaml");
    }

    [Fact]
    public void Deep_nesting_is_refused_before_it_can_hurt()
    {
        var load = () => ScenarioLoader.Load($"scenario: {new string('[', 100_000)}", "a.yaml");

        load.Should().Throw<ScenarioError>().WithMessage("*nested deeper than 64 levels");
    }

    [Fact]
    public void Every_step_says_what_it_is_about_and_so_does_every_property()
    {
        foreach (var (key, type) in StepRoster.Steps)
        {
            StepRoster.AboutOf(type).Should().EndWith(".", "of {0}", key);
            Binder.Shape(type).Where(p => !p.About.EndsWith('.')).Should().BeEmpty("of {0}", key);
        }
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("0", 0)]
    [InlineData("2d", 172800)]
    public void Durations_are_read(string text, int seconds)
    {
        GoDurationText.TryParse(text, out var span).Should().BeTrue();
        span.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5")]
    [InlineData("-1s")]
    [InlineData("1h 2")]
    public void Other_texts_are_no_durations(string text) => GoDurationText.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void Variables_are_filled_and_escapes_are_kept()
    {
        Variables.Expand("a ${x} $${y} $z", _ => "1").Should().Be("a 1 ${y} $z");
    }
}
