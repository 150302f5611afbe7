using Eso.Emulator.Grounds;
using Eso.Emulator.Reports;
using Eso.Emulator.Scenarios;

namespace Eso.Emulator.Cli;

/// <summary>Opens a scenario's world, with a recorder in it where evidence is wanted.</summary>
internal static class Opening
{
    public static async Task<IGround> OpenAsync(
        IGroundSession session, Scenario scenario, GroundStart wanted, HtmlReport? html, CancellationToken cancel)
    {
        var start = wanted with { Now = scenario.Now, Shape = o => scenario.World.Shape(wanted.Shape(o)) };
        if (html?.Recording is not { } recorder)
        {
            return await session.OpenAsync(start, cancel);
        }

        var ground = await session.OpenAsync(start with { Shape = o => start.Shape(o) with { Reconciled = recorder.Reconciled } }, cancel);
        await recorder.BeginAsync(ground, cancel);
        return ground;
    }
}
