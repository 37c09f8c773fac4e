#include <stdio.h>

int main(void) {
    puts("hello from C"); /* greet */
    return 0;
}
