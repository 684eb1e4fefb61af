"""Numbers of one kind, and how they are printed."""

import math


def percentile(values, share):
    """The nearest-rank percentile: a value that was measured, never one between two."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


class Report:
    """Prints as it goes, so that a run that is stopped has shown what it had."""

    def section(self, title):
        print(f"\n{title}", flush=True)

    def say(self, words):
        print(f"  {words}", flush=True)

    def times(self, name, seconds, target=None, against=None):
        """Median, p99 and maximum in milliseconds; `against`: a (name, seconds) of a peer in the same run."""
        if not seconds:
            self.say(f"{name:<44} nothing was measured")
            return
        p50, p99, top = (percentile(seconds, share) * 1000 for share in (0.5, 0.99, 1))
        line = f"{name:<44} p50 {p50:8.2f} ms   p99 {p99:8.2f} ms   max {top:8.2f} ms   n {len(seconds)}"
        if target is not None:
            line += f"   {'within' if p99 < target else 'OVER'} the target of p99 < {target} ms"
        if against is not None and against[1]:
            ratios = [percentile(seconds, share) / percentile(against[1], share) for share in (0.5, 0.99)]
            line += f"   {ratios[0]:.2f}x (p50), {ratios[1]:.2f}x (p99) {against[0]}"
        self.say(line)

    def rate(self, name, count, seconds, against=None):
        line = f"{name:<44} {seconds:8.2f} s    {count / seconds:10,.0f} items/s   n {count:,}"
        if against is not None and against[1]:
            line += f"   {seconds / against[1]:.2f}x the time of {against[0]}"
        self.say(line)

    def requests(self, name, count, seconds, cpu, megabytes, against=None, target=None):
        """Of several repeats the median rate, with the slowest and the fastest; CPU, user and system, for each request.

        `against`: a (name, rate) of a peer in the same run. `target`: how many times as fast is aimed at. Gives the
        median rate.
        """
        rates = sorted(count / value for value in seconds)
        rate = percentile(rates, 0.5)
        line = f"{name:<44} {rate:10,.0f} requests/s ({rates[0]:,.0f} to {rates[-1]:,.0f})"
        line += f"   {percentile(cpu, 0.5) / count * 1e6:8,.0f} us CPU each   n {len(seconds)} x {count:,}"
        if megabytes is not None:
            line += f"   peak {megabytes:.0f} MB"
        self.say(line)
        if against is not None and against[1]:
            ratio = rate / against[1]
            aim = "" if target is None else f": {'within' if ratio >= target else 'UNDER'} the target of {target}x"
            self.say(f"{'':<44} {ratio:10,.1f}x the rate of {against[0]}{aim}")
        return rate
