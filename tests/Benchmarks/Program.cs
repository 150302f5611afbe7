using Eso.Benchmarks;

switch (args)
{
    case ["aws", ..]:
        return await new AwsRun(args).RunAsync();
    case ["load", var what, ..]:
        return await new AwsRun(args).LoadOnlyAsync(what);
    case ["null", ..]:
        return await NullServer.RunAsync(args);
    case ["million", ..]:
        return await new MillionRun(args).RunAsync();
    case ["kube", ..]:
        return await new KubeRun(args).RunAsync();
    case ["calls", ..]:
        return await new KubeCallsRun(args).RunAsync();
    case ["soak", ..]:
        return await SoakRun.RunAsync(args);
    case ["phases", "aws"]:
        return await StartPhases.AwsAsync();
    case ["phases"]:
        return await StartPhases.RunAsync();
    case ["start", ..]:
        return await StartRun.RunAsync(args);
    case ["worlds", ..]:
#pragma warning disable RS0030 // The program's entry names the real clock.
        await WorldRun.RunAsync(TimeProvider.System, 20);
#pragma warning restore RS0030
        return 0;
    case ["month", .. var sizes]:
#pragma warning disable RS0030 // As above.
        await MonthRun.RunAsync(
            TimeProvider.System, sizes.Length > 0 ? int.Parse(sizes[0]) : 1000, sizes.Length > 1 ? int.Parse(sizes[1]) : 30);
        return 0;
    case ["worlds-at-once", .. var count]:
        await MonthRun.AtOnceAsync(TimeProvider.System, count.Length > 0 ? int.Parse(count[0]) : 200);
#pragma warning restore RS0030
        return 0;
    case ["scale", .. var rest]:
        return await ScaleRun.RunAsync(rest);
    default:
        return await ScaleRun.RunAsync(args);
}
